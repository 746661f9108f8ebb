import { beforeEach, describe, expect, it } from 'vitest';
import { endStage } from '../../records/audits/stages.ts';
import { replaceCase } from '../../records/sample/replace-case.ts';
import { drawSample } from '../../records/sample/sample.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { aldermere, loadProfile } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtInvolvement, auditAtReturns, type RunningAudit } from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T11:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  return { place };
});
const { place } = given;
const nadia = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

function replace(
  caseId: string,
  reason = 'Court proceedings have begun',
  partnershipId = place.id,
) {
  return replaceCase(records, { partnershipId, caseId, reason }, nadia, tuesday);
}

function caseOf(audit: RunningAudit, number: number) {
  return records.database.case.findFirstOrThrow({
    where: { auditId: audit.id, number },
    include: { ticket: true, involvements: true, returns: true },
  });
}

function openAsks(audit: RunningAudit, step: string) {
  return records.database.ask.findMany({ where: { auditId: audit.id, step, outcome: null } });
}

describe('a child that has to be dropped while agencies are asked', () => {
  let audit: RunningAudit;

  beforeEach(async () => {
    audit = await auditAtInvolvement(records, place, monday);
    const ref = { partnership: place.id, audit: audit.number };
    await endStage(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, monday);
  });

  it('is replaced by the next ticket of its level, as a new case with the next number (DD-5)', async () => {
    const old = await caseOf(audit, 1);
    expect(await replace(old.id)).toMatchObject({ kind: 'replaced', number: 9 });
    const next = await caseOf(audit, 9);
    const drawn = await records.database.ticket.findMany({
      where: { drawId: old.ticket?.drawId ?? '', stratum: old.stratum, drawn: true },
    });
    expect(next).toMatchObject({ replacesCaseId: old.id, stratum: old.stratum, state: 'drawn' });
    expect(next.ticket?.number).toBe(Math.max(...drawn.map(({ number }) => number)) + 1);
    expect(await caseOf(audit, 1)).toMatchObject({ state: 'replaced' });
  });

  it('leaves the record of the random selection as it was', async () => {
    const before = await records.database.ticket.findMany({ orderBy: { id: 'asc' } });
    await replace((await caseOf(audit, 1)).id);
    expect(await records.database.ticket.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
  });

  it('puts the new child on the form of every agency and asks the officer who it is', async () => {
    await replace((await caseOf(audit, 1)).id);
    const next = await caseOf(audit, 9);
    expect(next.involvements.map(({ state }) => state)).toEqual(Array(8).fill('asked'));
    expect(await openAsks(audit, 'involvement')).toHaveLength(8);
    const [ask] = await openAsks(audit, 'identities');
    expect(ask?.contactId).toBe(nadia.contactId);
    expect(ask?.wait).toBe(`audit/${place.id}/${audit.number}#involvement`);
  });

  it('needs a reason and happens once', async () => {
    const old = await caseOf(audit, 1);
    expect(await replace(old.id, '  ')).toEqual({ kind: 'no-reason' });
    const outcomes = await Promise.all([replace(old.id), replace(old.id)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done-before', 'replaced']);
  });

  it('is not found from another partnership', async () => {
    const other = await aldermere(records, monday, 'elsewhere');
    const old = await caseOf(audit, 1);
    expect(await replace(old.id, 'Because', other.id)).toEqual({ kind: 'not-found' });
  });

  it('says so when no child of its level is left', async () => {
    let outcome = await replace((await caseOf(audit, 1)).id);
    for (let tried = 0; outcome.kind === 'replaced' && tried < 10; tried += 1) {
      outcome = await replace(outcome.caseId);
    }
    expect(outcome).toEqual({ kind: 'none-left' });
  });
});

describe('a child that has to be dropped while the returns are being written', () => {
  it('is withdrawn from every request, and each agency is asked about the next child', async () => {
    const audit = await auditAtReturns(records, place, monday);
    const old = await caseOf(audit, 1);
    expect(old.returns).toHaveLength(4);
    await replace(old.id);
    const after = await caseOf(audit, 1);
    expect(after.returns.map(({ state }) => state)).toEqual(Array(4).fill('withdrawn'));
    const asks = await openAsks(audit, 'involvement');
    expect(asks).toHaveLength(8);
    expect(asks.every(({ wait }) => wait.startsWith('audit/'))).toBe(true);
    const nudges = await records.database.nudge.findMany({
      where: { partnershipId: place.id, queuedAt: tuesday },
    });
    expect(nudges.map(({ workflowId }) => workflowId)).toContain(
      `audit/${place.id}/${audit.number}`,
    );
  });

  it('is told once to each person who was to answer for it, and to nobody else', async () => {
    const audit = await auditAtReturns(records, place, monday);
    const old = await caseOf(audit, 1);
    const { priya, rosa, sian, dean } = place.people;
    const [police] = old.returns.filter(({ serviceId }) => serviceId === null);
    await records.database.return.update({
      where: { id: police?.id ?? '' },
      data: { assigneeId: dean.id },
    });
    await replace(old.id);
    const letters = await records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'child-replaced' },
    });
    expect(letters.map(({ contactId }) => contactId).sort()).toEqual(
      [priya.id, rosa.id, sian.id, dean.id].sort(),
    );
  });

  it('ends the request of an agency that has no other child, and tells its workflow', async () => {
    const audit = await auditAtReturns(records, place, monday, { housing: [{ number: 2 }] });
    await replace((await caseOf(audit, 2)).id);
    expect(await openAsks(audit, 'returns')).toHaveLength(0);
    const nudges = await records.database.nudge.findMany({
      where: { partnershipId: place.id, workflowType: 'request', queuedAt: tuesday },
    });
    expect(nudges).toMatchObject([{ payload: { wait: { open: 0 } } }]);
  });
});

it('is taken as involved where the list says so and nobody is asked', async () => {
  const profileVersionId = await transaction(records, (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/records-check', monday),
  );
  const started = await startedAudit(records, place, monday, {
    profileVersionId,
    knownAgencies: ['police', 'housing'],
  });
  const stage = { stage: 'sample', kind: 'draw-sample' as const };
  await drawSample(records, { partnership: place.id, audit: started.number, ...stage }, monday);
  const first = await records.database.case.findFirstOrThrow({
    where: { auditId: started.id, number: 1 },
  });
  await replace(first.id);
  const next = await records.database.case.findFirstOrThrow({
    where: { auditId: started.id, number: 4 },
    include: { involvements: true },
  });
  expect(next.involvements.map(({ state }) => state)).toEqual(['known', 'known']);
});
