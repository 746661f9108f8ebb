import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestWorkflowId } from '../../domain/waits.ts';
import { rebuildAudit } from '../../nudges/rebuild.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { transaction } from '../../records/store/transaction.ts';
import { revise, sentBack, submitAgain } from '../support/checking.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import { officerNamesChildren, respondentSubmits } from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;
let profileVersionId: string;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  profileVersionId = await transaction(system.records, async (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/checked-records', await system.now()),
  );
});
afterAll(() => system?.stop());

/** An audit of one child whose police are asked for their tool, and have been told so. */
async function policeAsked(
  others: string[] = [],
): Promise<{ audit: StartedAudit; returnId: string }> {
  const { records } = system;
  const audit = await startedAudit(records, place, await system.now(), {
    profileVersionId,
    knownAgencies: ['police', ...others],
  });
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
  const row = await records.database.return.findFirstOrThrow({
    where: { auditId: audit.id, request: { agencyId: place.agencies.police } },
  });
  return { audit, returnId: row.id };
}

async function priyaSubmits(returnId: string): Promise<void> {
  const given = { returnId, contactId: place.people.priya.id };
  expect(await respondentSubmits(system.records, given, await system.now())).toBe('submitted');
  await system.settle();
}

async function nadiaSendsBack(returnId: string, section: string): Promise<void> {
  const given = { place, returnId, remarks: { [section]: 'What changed for the child?' } };
  await sentBack(system.records, given, await system.now());
  await system.settle();
}

async function priyaRevises(returnId: string, section: string): Promise<void> {
  const own = { place, returnId, by: place.people.priya.id };
  const change = { ...own, section, text: 'He is back at school.', answer: 'Added.' };
  expect(await revise(system.records, change, await system.now())).toBe('saved');
  expect(await submitAgain(system.records, own, await system.now())).toBe('submitted');
  await system.settle();
}

/** So that the audit itself goes on when the time of the police is over. */
async function housingAsksForMoreTime(audit: StartedAudit): Promise<void> {
  const ask = await system.records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies.housing, step: 'returns' },
  });
  const input = { partnershipId: place.id, askId: ask.id };
  const by = { contactId: place.people.marek.id };
  const given = await askForMoreTime(system.records, input, by, await system.now());
  expect(given.kind).toBe('given');
  await system.settle();
}

async function nadiaAccepts(returnId: string, version: number): Promise<void> {
  const input = { partnershipId: place.id, returnId, version };
  const by = { contactId: place.people.nadia.id };
  const outcome = await acceptReturn(system.records, input, by, await system.now());
  expect(outcome).toEqual({ kind: 'accepted', again: false });
  await system.settle();
}

/** "12 Jan 09:00 check/ask Nadia Hussain" for every letter about checking that has left, in order. */
async function letters(audit: StartedAudit): Promise<string[]> {
  const rows = await system.records.database.letter.findMany({
    where: {
      auditId: audit.id,
      OR: [{ kind: { startsWith: 'check/' } }, { kind: { startsWith: 'revise/' } }],
    },
    orderBy: [{ queuedAt: 'asc' }, { key: 'asc' }],
  });
  const names = new Map(Object.values(place.people).map(({ id, name }) => [id, name]));
  return rows.map(
    ({ queuedAt, kind, contactId, state }) =>
      `${queuedAt.toISOString().slice(5, 16)} ${kind} ${names.get(contactId)} ${state}`,
  );
}

async function requestState(
  audit: StartedAudit,
): Promise<{ outcome: string | null; runs: string }> {
  const { outcome } = await system.records.database.request.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies.police },
  });
  const handle = system.client.workflow.getHandle(
    requestWorkflowId(place.id, audit.number, 'police'),
  );
  return { outcome, runs: (await handle.describe()).status.name };
}

describe('a tool that is sent back twice', () => {
  it('comes in a third time, is accepted, and only then the request ends', async () => {
    const { audit, returnId } = await policeAsked();
    await priyaSubmits(returnId);
    await nadiaSendsBack(returnId, 'impact');
    await priyaRevises(returnId, 'impact');
    expect(await requestState(audit)).toEqual({ outcome: null, runs: 'RUNNING' });
    await system.jumpTo('2027-01-12T09:30:00.000Z');
    await nadiaSendsBack(returnId, 'record');
    await system.jumpTo('2027-01-13T11:00:00.000Z');
    await priyaRevises(returnId, 'record');
    await nadiaAccepts(returnId, 3);

    expect(await requestState(audit)).toEqual({ outcome: 'complete', runs: 'COMPLETED' });
    expect(await letters(audit)).toEqual([
      // Both had had an email that day, and by the next morning both had acted.
      '01-11T10:00 check/ask Nadia Hussain dropped',
      '01-11T10:00 revise/ask Priya Nair dropped',
      '01-12T09:00 check/ask Nadia Hussain sent',
      '01-12T09:30 revise/ask Priya Nair sent',
      '01-13T11:00 check/ask Nadia Hussain sent',
    ]);
    const [letter] = system.inbox
      .to(place.people.priya.email)
      .filter(({ subject }) => subject.startsWith('Changes to 1 completed audit tool'));
    expect(letter?.subject).toContain('due by Tuesday 19 January 2027');
    const row = await system.records.database.audit.findUniqueOrThrow({ where: { id: audit.id } });
    expect(row.state).toBe('closed');
  });
});

describe('a tool that is sent back and never changed', () => {
  it('is reminded, chased and escalated, and in the end stands as it was', async () => {
    await system.jumpTo('2027-02-01T10:00:00.000Z');
    const { audit, returnId } = await policeAsked();
    await priyaSubmits(returnId);
    await nadiaSendsBack(returnId, 'impact');
    await system.jumpTo('2027-02-15T16:59:00.000Z');
    expect(await requestState(audit)).toEqual({ outcome: null, runs: 'RUNNING' });
    await system.jumpTo('2027-02-15T17:00:00.000Z');

    expect((await letters(audit)).filter((line) => line.includes('revise'))).toEqual([
      '02-01T10:00 revise/ask Priya Nair sent',
      '02-05T09:00 revise/remind Priya Nair sent',
      '02-09T09:00 revise/chase Priya Nair sent',
      expect.stringMatching(/^02-11T09:00 revise\/escalate (Priya Nair|Tom Ashworth) sent$/),
      expect.stringMatching(/^02-11T09:00 revise\/escalate (Priya Nair|Tom Ashworth) sent$/),
    ]);
    expect(await requestState(audit)).toEqual({ outcome: 'complete', runs: 'COMPLETED' });
    const checks = await system.records.database.qualityCheck.findMany({ where: { returnId } });
    expect(checks.map(({ outcome }) => outcome).sort()).toEqual(['sent-back', 'stands-unrevised']);
  });
});

describe('a tool that nobody checks', () => {
  it('is told to the deputy and the manager, and is waited for all the same', async () => {
    await system.jumpTo('2027-03-01T10:00:00.000Z');
    const { audit, returnId } = await policeAsked();
    await priyaSubmits(returnId);
    await system.jumpTo('2027-04-01T10:00:00.000Z');

    expect(await letters(audit)).toEqual([
      '03-01T10:00 check/ask Nadia Hussain sent',
      '03-05T09:00 check/chase Nadia Hussain sent',
      expect.stringMatching(/^03-09T09:00 check\/escalate (Owen Fairley|Judith Penn) sent$/),
      expect.stringMatching(/^03-09T09:00 check\/escalate (Owen Fairley|Judith Penn) sent$/),
    ]);
    const [told] = system.inbox.to(place.people.owen.email);
    expect(told?.subject).toMatch(
      /^1 completed audit tool to check, overdue since Thursday 4 March/,
    );
    expect(await requestState(audit)).toEqual({ outcome: null, runs: 'RUNNING' });
    await nadiaAccepts(returnId, 1);
    expect(await requestState(audit)).toEqual({ outcome: 'complete', runs: 'COMPLETED' });
  });

  it('is still told of once when the workflows are lost and rebuilt in between', async () => {
    await system.jumpTo('2027-05-04T10:00:00.000Z');
    const { audit, returnId } = await policeAsked();
    await priyaSubmits(returnId);
    const { records, client, taskQueue } = system;
    await rebuildAudit(
      { records, client, taskQueue },
      { partnership: place.id, audit: audit.number },
    );
    await system.settle();
    await nadiaSendsBack(returnId, 'impact');
    await rebuildAudit(
      { records, client, taskQueue },
      { partnership: place.id, audit: audit.number },
    );
    await system.settle();
    await system.jumpTo('2027-05-05T09:00:00.000Z');
    expect(await letters(audit)).toEqual([
      '05-04T10:00 check/ask Nadia Hussain dropped',
      '05-04T10:00 revise/ask Priya Nair sent',
    ]);
    const asks = await records.database.ask.findMany({
      where: { auditId: audit.id, outcome: null },
    });
    expect(asks.map(({ step }) => step)).toEqual(['revise']);
  });
});

describe('a tool that comes in after the silence was recorded', () => {
  it('is checked as well: its request runs again until it is accepted', async () => {
    await system.jumpTo('2027-06-07T10:00:00.000Z');
    const { audit, returnId } = await policeAsked(['housing']);
    await housingAsksForMoreTime(audit);
    await system.jumpTo('2027-06-24T10:00:00.000Z');
    expect(await requestState(audit)).toEqual({ outcome: 'not-answered', runs: 'COMPLETED' });
    await priyaSubmits(returnId);
    expect(await requestState(audit)).toEqual({ outcome: null, runs: 'RUNNING' });
    await nadiaAccepts(returnId, 1);
    expect(await requestState(audit)).toEqual({ outcome: 'complete', runs: 'COMPLETED' });
    expect(await letters(audit)).toEqual(['06-24T10:00 check/ask Nadia Hussain sent']);
  });
});
