import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import { moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { officerNamesChildren } from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
});
afterAll(() => system?.stop());

/** Nobody answers; the discussion has a month, and neither it nor the pack has a day. */
async function auditWithoutDay(returnsDue: string, month: string): Promise<StartedAudit> {
  const { records } = system;
  const audit = await startedAudit(records, place, await system.now(), {
    change: {
      dates: {
        returns: { degree: 'fixed', date: returnsDue },
        pack: { degree: 'unknown' },
        discussion: { degree: 'month', month },
      },
    },
  });
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
  return audit;
}

async function set(audit: StartedAudit, to: DegreeDate) {
  const { records } = system;
  const input = { partnershipId: place.id, auditId: audit.id, key: 'discussion', to };
  const preview = await previewDateMove(records, input, await system.now());
  const given = { reason: 'The room is booked.', fingerprint: preview?.fingerprint ?? '' };
  const by = { contactId: place.people.nadia.id };
  const outcome = await moveDate(records, { ...input, ...given }, by, await system.now());
  await system.settle();
  return outcome;
}

const openAsks = (audit: StartedAudit) =>
  system.records.database.ask.findMany({
    where: { auditId: audit.id, outcome: null },
    orderBy: { key: 'asc' },
    select: { step: true, dueDate: true, contactId: true },
  });

const lettersTo = (audit: StartedAudit, kind: string) =>
  system.records.database.letter.findMany({
    where: { auditId: audit.id, kind: { startsWith: kind }, state: 'sent' },
    orderBy: { queuedAt: 'asc' },
  });

it('waits for the day of the pack, asks the officer for it, and goes on once it is set', async () => {
  const audit = await auditWithoutDay('2027-02-15', '2027-03');
  await system.jumpTo('2027-02-01T10:00:00.000Z');
  const nadia = place.people.nadia.id;
  const waiting = await openAsks(audit);
  expect(waiting).toMatchObject([{ step: 'set-day', contactId: nadia }]);
  const [letter] = await lettersTo(audit, 'set-day/ask');
  expect(letter?.contactId).toBe(nadia);
  const mail = system.inbox
    .to(place.people.nadia.email)
    .find(({ subject }) => subject?.startsWith('Dates to set'));
  expect(mail?.text).toContain('March 2027, day to be set');

  const outcome = await set(audit, { degree: 'fixed', date: '2027-03-10' });
  expect(outcome.kind).toBe('moved');
  expect(await openAsks(audit)).toMatchObject([{ step: 'circulate', contactId: nadia }]);

  await system.jumpTo('2027-03-04T10:00:00.000Z');
  expect((await openAsks(audit)).map(({ step }) => step)).toEqual(['record']);
});

it('tells the deputy and the manager where nobody sets it, and waits all the same', async () => {
  const audit = await auditWithoutDay('2027-04-15', '2027-06');
  await system.jumpTo('2027-06-20T10:00:00.000Z');
  const told = await lettersTo(audit, 'set-day/');
  expect(told.map(({ kind }) => kind)).toEqual([
    'set-day/ask',
    'set-day/chase',
    'set-day/escalate',
    'set-day/escalate',
  ]);
  expect((await openAsks(audit)).map(({ step }) => step)).toEqual(['set-day']);
});
