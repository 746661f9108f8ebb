import { beforeEach, describe, expect, it } from 'vitest';
import { addAgency, agenciesNotAsked } from '../../records/audits/add-agency.ts';
import { withdrawAgency } from '../../records/audits/withdraw-agency.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import { askWhoIsInvolved } from '../../records/involvement/involvement.ts';
import { addCase } from '../../records/sample/add-case.ts';
import { replaceCase, withdrawCase } from '../../records/sample/replace-case.ts';
import { selectionView } from '../../records/sample/selection-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { leadAnswersInvolvement } from '../support/people.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtInvolvement, auditAtReturns, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T11:00:00Z');
const wednesday = new Date('2027-03-03T11:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const gathering = await auditAtReturns(made, place, monday);
  const asking = await auditAtInvolvement(made, place, monday);
  return { place, gathering, asking };
});
const { place, gathering, asking } = given;
const { priya, rosa, sian } = place.people;
const nadia = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const caseOf = (auditId: string, number: number) =>
  records.database.case.findFirstOrThrow({
    where: { auditId, number },
    include: { returns: true, involvements: true, ticket: true },
  });
const openAsks = (auditId: string, step: string) =>
  records.database.ask.findMany({ where: { auditId, step, outcome: null } });
const told = async (auditId: string, kind: string) => {
  const rows = await records.database.letter.findMany({ where: { auditId, kind } });
  return rows.map(({ contactId }) => contactId).sort();
};
const history = async (auditId: string) => {
  const rows = await records.database.event.findMany({
    where: { chain: auditId },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ kind }) => kind);
};

describe('a child that is withdrawn', () => {
  const withdraw = async (auditId: string, number: number, reason = 'Its family objects') => {
    const { id: caseId } = await caseOf(auditId, number);
    const input = { partnershipId: place.id, caseId, reason };
    return withdrawCase(records, input, nadia, tuesday);
  };

  it('leaves every request, no other takes its place, and whoever had it is told once', async () => {
    expect(await withdraw(gathering.id, 1)).toEqual({ kind: 'withdrawn' });
    const { state, returns } = await caseOf(gathering.id, 1);
    expect([state, ...new Set(returns.map((each) => each.state))]).toEqual([
      'withdrawn',
      'withdrawn',
    ]);
    expect(await records.database.case.count({ where: { auditId: gathering.id } })).toBe(8);
    expect(await openAsks(gathering.id, 'involvement')).toEqual([]);
    expect(await told(gathering.id, 'child-replaced')).toEqual([priya.id, rosa.id, sian.id].sort());
    expect(await history(gathering.id)).toContain('case.withdrawn');
  });

  it('leaves nobody asked about nothing: who has answered about the others is asked no more', async () => {
    const [first] = await openAsks(asking.id, 'involvement');
    const agencyId = first?.agencyId ?? '';
    await records.database.involvement.updateMany({
      where: { auditId: asking.id, agencyId, case: { number: { not: 1 } } },
      data: { state: 'not-known' },
    });
    await withdraw(asking.id, 1);
    const left = await openAsks(asking.id, 'involvement');
    expect(left).toHaveLength(7);
    expect(left.map((ask) => ask.agencyId)).not.toContain(agencyId);
  });

  it('needs a reason, happens once, and is not found from another partnership', async () => {
    expect(await withdraw(gathering.id, 1, ' ')).toEqual({ kind: 'no-reason' });
    await withdraw(gathering.id, 1);
    expect(await withdraw(gathering.id, 1)).toEqual({ kind: 'done-before' });
    const { id: caseId } = await caseOf(gathering.id, 2);
    const input = { partnershipId: 'elsewhere', caseId, reason: 'Because' };
    expect(await withdrawCase(records, input, nadia, tuesday)).toEqual({ kind: 'not-found' });
  });

  it('is not withdrawn where it was replaced, nor the other way round', async () => {
    const input = async (number: number) => {
      const { id: caseId } = await caseOf(gathering.id, number);
      return { partnershipId: place.id, caseId, reason: 'A reason' };
    };
    await replaceCase(records, await input(1), nadia, tuesday);
    await withdrawCase(records, await input(2), nadia, tuesday);
    const again = [
      await withdrawCase(records, await input(1), nadia, tuesday),
      await replaceCase(records, await input(2), nadia, tuesday),
    ];
    expect(again).toEqual([{ kind: 'left-before' }, { kind: 'left-before' }]);
  });

  it('is not the last one of its audit', async () => {
    for (const number of [1, 2, 3, 4, 5, 6, 7]) await withdraw(gathering.id, number);
    expect(await withdraw(gathering.id, 8)).toEqual({ kind: 'the-last' });
    expect((await caseOf(gathering.id, 8)).state).not.toBe('withdrawn');
  });
});

describe('a child that is added', () => {
  const add = (stratum: string, reason = 'The group wants one more', auditId = asking.id) =>
    addCase(records, { partnershipId: place.id, auditId, stratum, reason }, nadia, tuesday);

  it('is the next ticket of its level, asked about like the others, and shown as added', async () => {
    const { stratum } = await caseOf(asking.id, 1);
    const added = await add(stratum);
    expect(added).toMatchObject({ kind: 'added', number: 9 });
    const { ticket, state, involvements } = await caseOf(asking.id, 9);
    const drawn = await records.database.ticket.findMany({
      where: { draw: { auditId: asking.id }, stratum, drawn: true },
    });
    expect(ticket?.number).toBe(Math.max(...drawn.map(({ number }) => number)) + 1);
    expect(ticket?.drawn).toBe(false);
    expect([state, ...new Set(involvements.map((each) => each.state))]).toEqual(['drawn', 'asked']);
    expect(await openAsks(asking.id, 'identities')).toHaveLength(1);
    const view = await selectionView(records, { partnershipId: place.id, auditId: asking.id });
    const row = view?.tickets.find(({ caseNumber }) => caseNumber === 9);
    expect(row).toMatchObject({ outcome: 'added', left: null });
  });

  it('needs a level of the process and a reason, and there must be one left', async () => {
    const { stratum } = await caseOf(asking.id, 1);
    expect(await add('no-such-level')).toEqual({ kind: 'unknown-level' });
    expect(await add(stratum, '')).toEqual({ kind: 'no-reason' });
    let outcome = await add(stratum);
    for (let tried = 0; outcome.kind === 'added' && tried < 10; tried += 1)
      outcome = await add(stratum);
    expect(outcome).toEqual({ kind: 'none-left' });
  });

  it('reads in the list of tickets how each left that was replaced or withdrawn', async () => {
    const of = async (number: number) => ({
      partnershipId: place.id,
      caseId: (await caseOf(asking.id, number)).id,
      reason: 'A reason',
    });
    await withdrawCase(records, await of(1), nadia, tuesday);
    await replaceCase(records, await of(2), nadia, tuesday);
    const view = await selectionView(records, { partnershipId: place.id, auditId: asking.id });
    const left = (number: number) =>
      view?.tickets.find(({ caseNumber }) => caseNumber === number)?.left;
    expect(left(1)).toEqual({ as: 'withdrawn', because: 'A reason' });
    expect(left(2)).toEqual({ as: 'replaced', because: 'A reason' });
    expect(left(3)).toBeNull();
  });
});

describe('an agency that is withdrawn', () => {
  const leave = (auditId: string, agency: string, reason = 'It has merged') =>
    withdrawAgency(records, { partnershipId: place.id, auditId, agency, reason }, nadia, tuesday);
  const ofPolice = { agencyId: place.agencies.police };

  it('is asked for nothing more, its returns go no further, and its people are told once', async () => {
    expect(await leave(gathering.id, 'police')).toEqual({ kind: 'withdrawn' });
    const { database } = records;
    const open = { auditId: gathering.id, ...ofPolice, outcome: null };
    expect(await database.ask.count({ where: open })).toBe(0);
    const returns = await database.return.findMany({ where: { request: ofPolice } });
    expect(returns.map(({ state }) => state)).toEqual(Array(3).fill('withdrawn'));
    expect(await told(gathering.id, 'agency-withdrawn')).toEqual([priya.id]);
    expect(await history(gathering.id)).toContain('agency.withdrawn');
    const nudges = await database.nudge.findMany({ where: { word: 'agency-withdrawn' } });
    expect(nudges.map(({ workflowId }) => workflowId)).toEqual([
      `request/${place.id}/${gathering.number}/police`,
    ]);
  });

  it('is not asked about a child that joins afterwards', async () => {
    await leave(asking.id, 'police');
    const { stratum } = await caseOf(asking.id, 1);
    const input = { partnershipId: place.id, auditId: asking.id, stratum, reason: 'One more' };
    await addCase(records, input, nadia, tuesday);
    const { involvements } = await caseOf(asking.id, 9);
    expect(involvements.map(({ agencyId }) => agencyId)).not.toContain(place.agencies.police);
    expect(involvements).toHaveLength(7);
  });

  it('needs a reason, happens once, and must take part', async () => {
    expect(await leave(gathering.id, 'police', '')).toEqual({ kind: 'no-reason' });
    expect(await leave(gathering.id, 'no-such-agency')).toEqual({ kind: 'not-found' });
    await leave(gathering.id, 'police');
    expect(await leave(gathering.id, 'police')).toEqual({ kind: 'not-found' });
    expect(await told(gathering.id, 'agency-withdrawn')).toEqual([priya.id]);
  });

  it('cannot be any more once others have read what it sent', async () => {
    await records.database.packEdition.create({
      data: {
        partnershipId: place.id,
        auditId: gathering.id,
        number: 1,
        circulatedAt: monday,
      },
    });
    expect(await leave(gathering.id, 'police')).toEqual({ kind: 'too-late' });
  });
});

describe('an agency that was withdrawn and is added again', () => {
  const { police, housing } = place.agencies;
  const rows = (where: object) => records.database.involvement.findMany({ where });
  const leave = (auditId: string, agency = 'police') => {
    const input = { partnershipId: place.id, auditId, agency, reason: 'It has merged' };
    return withdrawAgency(records, input, nadia, tuesday);
  };
  const addAgain = (auditId: string) => {
    const input = { partnershipId: place.id, auditId, agency: { agencyId: police } };
    return addAgency(records, input, nadia, wednesday);
  };
  const listed = async (auditId: string) => {
    const known = await agenciesNotAsked(records, { partnershipId: place.id, auditId });
    return known.map(({ id }) => id);
  };

  it('stands among those to choose, and is asked once about every child, by a new key', async () => {
    expect(await listed(gathering.id)).not.toContain(police);
    await leave(gathering.id);
    expect(await listed(gathering.id)).toContain(police);
    const twice = await Promise.all([addAgain(gathering.id), addAgain(gathering.id)]);
    expect(twice.map(({ kind }) => kind).sort()).toEqual(['asked', 'asked-before']);
    const [ask, ...others] = await openAsks(gathering.id, 'involvement');
    expect(others).toEqual([]);
    const first = `${place.id}/${gathering.number}/involvement/police`;
    expect([ask?.key, ask?.contactId]).toEqual([`${first}/2`, priya.id]);
    expect((await history(gathering.id)).filter((kind) => kind === 'agency.joined')).toHaveLength(
      1,
    );
    // It has not left by now that the agency takes no part.
    const news = { auditId: gathering.id, kind: 'agency-withdrawn', state: 'pending' };
    expect(await records.database.letter.count({ where: news })).toBe(0);
  });

  it('finds what it had begun, and what it had said before stays on record', async () => {
    const own = { auditId: gathering.id, agencyId: police };
    const before = await rows(own);
    const { id } = await returnOf(records, gathering, { agencyId: police, number: 1 });
    await leave(gathering.id);
    await addAgain(gathering.id);
    const [ask] = await openAsks(gathering.id, 'involvement');
    expect(
      await leadAnswersInvolvement(records, { askId: ask?.id ?? '', knows: [1] }, wednesday),
    ).toBe('answered');
    const kept = await rows({ ...own, state: 'withdrawn' });
    expect(kept.map((row) => row.id).sort()).toEqual(before.map((row) => row.id).sort());
    const returns = await records.database.return.findMany({ where: { request: own } });
    const live = returns.filter(({ state }) => state !== 'withdrawn');
    expect(live.map((row) => [row.id, row.state])).toEqual([[id, 'asked']]);
    const asked = (await openAsks(gathering.id, 'returns')).filter(
      ({ agencyId }) => agencyId === police,
    );
    expect(asked.map(({ key }) => key)).toEqual([
      `${place.id}/${gathering.number}/returns/police/2`,
    ]);
  });

  it('can leave again', async () => {
    await leave(gathering.id);
    await addAgain(gathering.id);
    expect(await leave(gathering.id)).toEqual({ kind: 'withdrawn' });
    expect(await leave(gathering.id)).toEqual({ kind: 'not-found' });
    expect(await openAsks(gathering.id, 'involvement')).toEqual([]);
  });

  it('is not brought back by another agency that names it, nor by the stage entered again', async () => {
    await leave(asking.id);
    const ask = (await openAsks(asking.id, 'involvement')).find(
      ({ agencyId }) => agencyId === housing,
    );
    const answers = asking.children.map(({ caseId }) => ({
      caseId,
      known: true,
      services: [{ serviceId: null, caseHolder: 'Robin Whitaker' }],
      othersInvolved: [police],
    }));
    const input = { partnershipId: place.id, askId: ask?.id ?? '', answers };
    const by = { contactId: ask?.contactId ?? '' };
    expect(await answerInvolvement(records, input, by, wednesday)).toEqual({ kind: 'answered' });
    const ref = { partnership: place.id, audit: asking.number, stage: 'involvement' };
    await askWhoIsInvolved(records, { ...ref, kind: 'check-involvement' }, wednesday);
    const states = (await rows({ auditId: asking.id, agencyId: police })).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['withdrawn']));
  });
});
