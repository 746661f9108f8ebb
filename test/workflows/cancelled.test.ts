import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { cancelAudit, pauseAudit, resumeAudit } from '../../records/audits/pause-audit.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { leadAnswersInvolvement, officerNamesChildren } from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

// A clock that sticks would never come back; one that jumps needs a few seconds.
vi.setConfig({ testTimeout: 120_000 });

let system: System;
let place: Aldermere;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
});
afterAll(() => system?.stop());

const officer = () => ({ contactId: place.people.nadia.id });

const reason = (audit: StartedAudit) => {
  return { partnershipId: place.id, auditId: audit.id, reason: 'A review covers it.' };
};

async function auditThatHasBegun(): Promise<StartedAudit> {
  const audit = await startedAudit(system.records, place, await system.now());
  await system.settle();
  return audit;
}

async function officerNames(audit: StartedAudit): Promise<void> {
  const given = { auditId: audit.id, officer: place.people.nadia.id };
  await officerNamesChildren(system.records, given, await system.now());
}

/** Two agencies have their requests; the pack waits for its date beside them. */
async function auditAtItsRequests(): Promise<StartedAudit> {
  const { records } = system;
  const audit = await auditThatHasBegun();
  await officerNames(audit);
  await system.settle();
  const where = { auditId: audit.id, step: 'involvement', outcome: null };
  for (const { id: askId, key } of await records.database.ask.findMany({ where })) {
    const knows = /\/(police|social-care)$/.test(key) ? [1, 2] : [];
    await leadAnswersInvolvement(records, { askId, knows }, await system.now());
  }
  await system.settle();
  return audit;
}

/** How the workflows of an audit and of its two requests stand. */
async function states({ number }: StartedAudit): Promise<string[]> {
  const ids = [
    auditWorkflowId(place.id, number),
    requestWorkflowId(place.id, number, 'police'),
    requestWorkflowId(place.id, number, 'social-care'),
  ];
  const described = ids.map((id) => system.client.workflow.getHandle(id).describe());
  return (await Promise.all(described)).map(({ status }) => status.name);
}

const letters = (audit: StartedAudit) =>
  system.records.database.letter.count({ where: { auditId: audit.id } });

describe('an audit that is cancelled while agencies are asked', () => {
  it('ends with its requests and writes no more, and the clock of another goes on', async () => {
    const cancelled = await auditAtItsRequests();
    const other = await auditAtItsRequests();
    expect(await states(cancelled)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);

    const done = await cancelAudit(
      system.records,
      reason(cancelled),
      officer(),
      await system.now(),
    );
    expect(done).toBe('cancelled');
    await system.settle();
    const sent = await letters(cancelled);
    const before = await letters(other);
    for (let jumps = 0; jumps < 4; jumps += 1) expect(await system.jumpToNext()).not.toBeNull();

    expect(await states(cancelled)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
    expect(await letters(cancelled)).toBe(sent);
    expect(await letters(other)).toBeGreaterThan(before);
  });

  it('is not asked anything by the step that was just beginning', async () => {
    const audit = await auditThatHasBegun();
    await officerNames(audit);
    await cancelAudit(system.records, reason(audit), officer(), await system.now());
    await system.settle();

    const open = { auditId: audit.id, outcome: null };
    expect(await system.records.database.ask.count({ where: open })).toBe(0);
    expect(await system.records.database.stage.count({ where: open })).toBe(0);
    const handle = system.client.workflow.getHandle(auditWorkflowId(place.id, audit.number));
    expect(await handle.result()).toEqual({ outcome: 'cancelled' });
  });
});

describe('an audit that is paused while agencies are asked', () => {
  it('lets its clocks stand still for half a year and then goes on from there', async () => {
    const audit = await auditAtItsRequests();
    await system.jumpToNext();
    await pauseAudit(system.records, reason(audit), officer(), await system.now());
    await system.settle();
    const before = await letters(audit);
    const halfYear = (await system.now()).getTime() + 180 * 86_400_000;
    await system.jumpTo(new Date(halfYear).toISOString());
    expect(await letters(audit)).toBe(before);
    expect(await states(audit)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);

    await resumeAudit(system.records, reason(audit), officer(), await system.now());
    await system.settle();
    while ((await outcomes(audit)).includes(null)) expect(await system.jumpToNext()).not.toBeNull();
    expect(await outcomes(audit)).toEqual(['not-answered', 'not-answered']);
    expect(await states(audit)).toEqual(['RUNNING', 'COMPLETED', 'COMPLETED']);
  });
});

async function outcomes({ id }: StartedAudit): Promise<(string | null)[]> {
  const requests = await system.records.database.request.findMany({ where: { auditId: id } });
  return requests.map(({ outcome }) => outcome);
}
