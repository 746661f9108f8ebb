import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateOf } from '../../domain/calendar.ts';
import { rebuildAudit } from '../../nudges/rebuild.ts';
import { acceptReturn } from '../../records/check-return.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmitsAll,
} from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
});
afterAll(() => system?.stop());

/** Who knows which children; housing never answers anything, police only after being chased. */
const knows: Record<string, number[]> = { police: [1, 2], 'social-care': [1, 3], housing: [] };

/** What people do when the clock has reached an instant: late ones wait for their chase. */
async function peopleAct(audit: StartedAudit): Promise<void> {
  const { records } = system;
  const now = await system.now();
  const asks = await records.database.ask.findMany({
    where: { auditId: audit.id, outcome: null },
    include: { request: { include: { agency: true } } },
    orderBy: { key: 'asc' },
  });
  for (const ask of asks) {
    const passed = (ask.moments as { what: string; passedAt?: string }[])
      .filter((moment) => moment.passedAt)
      .map((moment) => moment.what);
    if (!passed.includes('ask')) continue;
    const agency = ask.key.split('/')[3] ?? '';
    if (ask.step === 'identities' && passed.includes('remind')) {
      await officerNamesChildren(records, { auditId: audit.id, officer: ask.contactId }, now);
    }
    if (ask.step === 'check' && passed.includes('chase')) {
      const given = { partnershipId: place.id, returnId: ask.returnId ?? '', version: 1 };
      await acceptReturn(records, given, { contactId: ask.contactId }, now);
    }
    if (ask.step === 'involvement' && agency !== 'housing') {
      if (agency === 'police' && !passed.includes('chase')) continue;
      await leadAnswersInvolvement(records, { askId: ask.id, knows: knows[agency] ?? [] }, now);
    }
    if (ask.step === 'returns' && passed.includes('remind') && agency === 'police') {
      const given = { requestId: ask.requestId ?? '', contactId: ask.contactId };
      await respondentSubmitsAll(records, given, now);
    }
  }
}

/** Everything that people outside see of an audit: letters and asks with their dates. */
async function whatWasSeen(audit: StartedAudit): Promise<string[]> {
  const { database } = system.records;
  const day = (at: Date) => dateOf(at.toISOString());
  const letters = await database.letter.findMany({ where: { auditId: audit.id } });
  const asks = await database.ask.findMany({ where: { auditId: audit.id } });
  const stages = await database.stage.findMany({ where: { auditId: audit.id } });
  const strip = (key: string) => key.replace(`/${audit.number}/`, '/');
  return [
    ...letters.map((each) => `${day(each.queuedAt)} ${each.state} ${each.kind} ${strip(each.key)}`),
    ...asks.map((each) => `${strip(each.key)} due ${each.dueDate} ${each.outcome}`),
    ...stages.map((each) => `${each.key} ${each.outcome} ${each.endedAt && day(each.endedAt)}`),
  ].sort();
}

/** Ends every workflow of the audit and starts it anew from its rows. */
async function rebuild(audit: StartedAudit): Promise<void> {
  const { records, client, taskQueue } = system;
  await rebuildAudit(
    { records, client, taskQueue },
    { partnership: place.id, audit: audit.number },
  );
  await system.settle();
}

describe('an audit whose workflows are terminated and rebuilt from its rows', () => {
  it('repeats no email and moves no date, though it happens at every wait', async () => {
    const now = await system.now();
    const undisturbed = await startedAudit(system.records, place, now);
    const disturbed = await startedAudit(system.records, place, now);
    await system.settle();

    let waits = 0;
    do {
      waits += 1;
      await rebuild(disturbed);
      await peopleAct(undisturbed);
      await peopleAct(disturbed);
      await system.settle();
      await rebuild(disturbed);
    } while (await system.jumpToNext());

    expect(waits).toBeGreaterThanOrEqual(10);
    const seen = await whatWasSeen(undisturbed);
    expect(seen.filter((line) => line.startsWith('returns complete'))).toHaveLength(1);
    expect(await whatWasSeen(disturbed)).toEqual(seen);
  }, 240_000);
});
