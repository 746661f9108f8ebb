import { beforeEach, describe, expect, it } from 'vitest';
import { giveUpdates } from '../../records/actions/action-updates.ts';
import { confirmAction, reopenAction } from '../../records/actions/confirm-action.ts';
import { withdrawAction } from '../../records/actions/withdraw-action.ts';
import { bringForward } from '../../records/asks/bring-forward.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { cancelAudit } from '../../records/audits/pause-audit.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import {
  actionOf,
  agencySays,
  auditBeforeAdoption,
  beginFollowUp,
  followUpDates,
  segApproves,
} from '../support/followed-up-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditBeforeAdoption(made, place) };
});
const { place, audit } = given;
const { adopted, asked, answered, closed } = followUpDates;
const nadia = { contactId: place.people.nadia.id };
const owen = { contactId: place.people.owen.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function adopt(): Promise<void> {
  await segApproves(records, { place, audit }, adopted);
  await beginFollowUp(records, { place, audit }, adopted);
}

const actions = () =>
  records.database.action.findMany({
    where: { auditId: audit.id },
    orderBy: { number: 'asc' },
    include: { updates: true },
  });

const updateAsks = (agency: keyof typeof place.agencies) =>
  records.database.ask.findMany({
    where: { auditId: audit.id, step: 'update', agencyId: place.agencies[agency] },
    orderBy: { round: 'asc' },
  });

const confirmAsks = () =>
  records.database.ask.findMany({ where: { auditId: audit.id, step: 'confirm' } });

const byClock = (now: Date) =>
  actOnClock(
    records,
    {
      partnership: place.id,
      audit: audit.number,
      wait: `audit/${place.id}/${audit.number}#actions`,
    },
    now,
  );

const says = (
  agency: keyof typeof place.agencies,
  what: Parameters<typeof agencySays>[1]['says'],
  now = answered,
) => agencySays(records, { place, audit, agency, says: what }, now);

const lettersOf = (kind: string) =>
  records.database.letter.findMany({ where: { kind }, orderBy: { key: 'asc' } });

const ofAction = async (number: number) => ({
  partnershipId: place.id,
  actionId: (await actionOf(records, audit, number)).id,
});

describe('the recommendations of an approved report', () => {
  it('are not on the work plan while the SEG has not approved (DD-21)', async () => {
    expect(await actions()).toEqual([]);
    expect(await records.database.workPlan.count()).toBe(0);
  });

  it('become actions of the agencies that own them, each once (DD-21, DD-22, CH-28)', async () => {
    await adopt();
    await beginFollowUp(records, { place, audit }, new Date('2027-06-10T09:00:00Z'));
    const { police, housing } = place.agencies;
    expect(
      (await actions()).map(({ number, ownerAgencyId, dueDate, state }) => {
        return { number, ownerAgencyId, dueDate, state };
      }),
    ).toEqual([
      { number: 1, ownerAgencyId: police, dueDate: '2027-09-30', state: 'open' },
      {
        number: 2,
        ownerAgencyId: place.agencies['social-care'],
        dueDate: '2027-09-30',
        state: 'open',
      },
      { number: 3, ownerAgencyId: police, dueDate: '2027-12-17', state: 'open' },
      { number: 4, ownerAgencyId: housing, dueDate: '2027-12-17', state: 'open' },
    ]);
    expect((await actions()).every(({ bodyId }) => bodyId === place.bodies.seg)).toBe(true);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });

  it('are those of the text that the SEG saw, whatever was saved after it', async () => {
    const newest = await records.database.recommendation.findFirstOrThrow({
      where: { auditId: audit.id, number: 2 },
    });
    await records.database.recommendation.update({
      where: { id: newest.id },
      data: { withdrawnAt: adopted },
    });
    await adopt();
    expect((await actions()).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('begin the work plan of the SEG, and tell its status to run', async () => {
    await adopt();
    const plan = await records.database.workPlan.findUniqueOrThrow({
      where: { bodyId: place.bodies.seg },
    });
    expect(plan).toMatchObject({ beganOn: '2027-06-09', everyMonths: 3, round: 1, endedAt: null });
    expect(plan.statusAt?.toISOString()).toBe('2027-09-09T08:00:00.000Z');
    const [nudge] = await records.database.nudge.findMany({
      where: { workflowType: 'quarterlyStatus' },
    });
    expect(nudge).toMatchObject({ workflowId: `status/${place.id}/seg`, word: 'actions-adopted' });
  });
});

describe('each owner is asked for an update', () => {
  beforeEach(adopt);

  it('once for all its actions, due before the papers and not told before its time (DD-23)', async () => {
    const [ask, ...others] = await updateAsks('police');
    expect(others).toEqual([]);
    expect(ask).toMatchObject({
      key: `${place.id}/${audit.number}/actions/police/update-1`,
      contactId: place.people.priya.id,
      dueDate: '2027-09-02',
      round: 1,
    });
    expect(ask?.moments).toEqual([
      { what: 'ask', at: '2027-08-18T08:00:00.000Z' },
      { what: 'remind', at: '2027-08-31T08:00:00.000Z' },
      { what: 'chase', at: '2027-09-03T08:00:00.000Z' },
      { what: 'escalate', at: '2027-09-06T08:00:00.000Z' },
      { what: 'close', at: '2027-09-08T16:00:00.000Z' },
    ]);
    await byClock(new Date('2027-08-17T08:00:00Z'));
    expect(await lettersOf('update/ask')).toEqual([]);
    await byClock(asked);
    expect((await lettersOf('update/ask')).map(({ contactId }) => contactId)).toEqual([
      place.people.marek.id,
      place.people.priya.id,
      place.people.rosa.id,
    ]);
  });

  it('and is asked again next quarter, whatever it has said (DD-23)', async () => {
    await byClock(asked);
    expect(await says('police', { 1: 'on-track', 3: 'blocked' })).toEqual({
      kind: 'given',
      complete: 0,
    });
    expect(await actionOf(records, audit, 1)).toMatchObject({ state: 'open' });
    expect(await actionOf(records, audit, 3)).toMatchObject({
      state: 'blocked',
      updates: [{ round: 1, answer: 'blocked', late: false, givenById: place.people.priya.id }],
    });
    const [first, second] = await updateAsks('police');
    expect(first).toMatchObject({ outcome: 'answered' });
    expect(second).toMatchObject({ round: 2, dueDate: '2027-12-02', outcome: null });
  });

  it('takes one tap where nothing has changed, and words for everything else', async () => {
    const incomplete = await agencySays(
      records,
      { place, audit, agency: 'police', says: { 1: 'progress' }, text: ' ' },
      answered,
    );
    expect(incomplete).toEqual({
      kind: 'incomplete',
      problems: [
        { field: 'text-1', message: 'Action 1: say what has been done.' },
        { field: 'answer-3', message: 'Say how action 3 stands.' },
      ],
    });
    expect((await actions()).flatMap(({ updates }) => updates)).toEqual([]);
  });

  it('counts a double click once, and is nobody else’s to answer', async () => {
    // The same form twice: found anew, the second could be the form of the next quarter.
    const [own] = await updateAsks('police');
    const owned = await records.database.action.findMany({
      where: { auditId: audit.id, ownerAgencyId: place.agencies.police },
    });
    const form = {
      partnershipId: place.id,
      askId: own?.id ?? '',
      answers: Object.fromEntries(owned.map(({ id }) => [id, { answer: 'on-track', text: '' }])),
    };
    const priya = { contactId: own?.contactId ?? '' };
    const click = () => giveUpdates(records, form, priya, answered);
    const [one, two] = await Promise.all([click(), click()]);
    expect([one.kind, two.kind].sort()).toEqual(['already-given', 'given']);
    expect(await updateAsks('police')).toHaveLength(2);
    const [ask] = await updateAsks('housing');
    const input = { partnershipId: place.id, askId: ask?.id ?? '', answers: {} };
    const rosa = { contactId: place.people.rosa.id };
    expect(await giveUpdates(records, input, rosa, answered)).toEqual({ kind: 'not-found' });
  });

  it('and its silence is a row, shown for what it is, and the next quarter comes (DD-23)', async () => {
    await byClock(asked);
    const wait = await byClock(closed);
    for (const number of [1, 2, 3, 4]) {
      expect(await actionOf(records, audit, number)).toMatchObject({
        state: 'open',
        updates: [{ round: 1, answer: 'silent', givenById: null }],
      });
    }
    expect(wait).toMatchObject({ open: 3, wakesAt: '2027-11-18T09:00:00.000Z' });
    const asks = await updateAsks('housing');
    expect(asks.map(({ round, outcome }) => [round, outcome])).toEqual([
      [1, 'not-answered'],
      [2, null],
    ]);
    const told = (await lettersOf('update/escalate')).filter(({ key }) => key.includes('/police/'));
    const { tom } = place.people;
    expect(told.map(({ contactId }) => contactId).sort()).toEqual([nadia.contactId, tom.id].sort());
  });

  it('and may still say it late: the silence stays beside it, and both stand', async () => {
    await byClock(asked);
    await byClock(closed);
    const [ask] = await updateAsks('housing');
    const action = await actionOf(records, audit, 4);
    const input = {
      partnershipId: place.id,
      askId: ask?.id ?? '',
      answers: { [action.id]: { answer: 'progress', text: 'The policy was rewritten.' } },
    };
    const marek = { contactId: place.people.marek.id };
    const late = new Date('2027-09-13T10:00:00Z');
    expect(await giveUpdates(records, input, marek, late)).toEqual({ kind: 'given', complete: 0 });
    expect((await actionOf(records, audit, 4)).updates).toMatchObject([
      { answer: 'silent', late: false },
      { answer: 'progress', late: true },
    ]);
    await byClock(new Date('2027-11-18T09:00:00Z'));
    expect(await giveUpdates(records, input, marek, new Date('2027-11-19T10:00:00Z'))).toEqual({
      kind: 'already-given',
    });
    const [policeFirst] = await updateAsks('police');
    const ofPolice = { ...input, askId: policeFirst?.id ?? '' };
    const priya = { contactId: place.people.priya.id };
    expect(await giveUpdates(records, ofPolice, priya, new Date('2027-11-19T10:00:00Z'))).toEqual({
      kind: 'ended',
    });
  });

  it('can be entered by the business unit as it was told by phone, and is confirmed by email', async () => {
    const [ask] = await updateAsks('housing');
    const action = await actionOf(records, audit, 4);
    const input = {
      partnershipId: place.id,
      askId: ask?.id ?? '',
      answers: { [action.id]: { answer: 'complete', text: 'The policy is in force.' } },
      received: { from: 'Marek Zielinski', how: 'phone', receivedOn: '2027-08-24' },
    };
    const by = { ...nadia, onBehalf: true };
    expect(await giveUpdates(records, input, by, answered)).toEqual({ kind: 'given', complete: 1 });
    const [update] = (await actionOf(records, audit, 4)).updates;
    expect(update?.onBehalfOf).not.toBeNull();
    expect(await lettersOf('update/entered')).toMatchObject([{ contactId: place.people.marek.id }]);
    const [confirm] = await confirmAsks();
    expect(confirm).toMatchObject({ contactId: place.people.owen.id });
    expect(await confirmAction(records, await ofAction(4), nadia, answered)).toEqual({
      kind: 'own-word',
    });
  });
});

describe('the business unit asks for updates now', () => {
  it('with a reason: the letters leave at once, and the next ones come in their own quarter', async () => {
    await adopt();
    const june = new Date('2027-06-14T10:00:00Z');
    const input = {
      partnershipId: place.id,
      auditId: audit.id,
      wait: `audit/${place.id}/${audit.number}#actions`,
      step: 'update',
      which: 'next' as const,
      reason: 'The inspectors come in July.',
    };
    expect(await bringForward(records, input, nadia, june)).toEqual({
      kind: 'brought-forward',
      asks: 3,
    });
    await byClock(june);
    expect(await lettersOf('update/ask')).toHaveLength(3);
    expect((await says('police', 'on-track', june)).kind).toBe('given');
    expect((await updateAsks('police')).map(({ dueDate }) => dueDate)).toEqual([
      '2027-09-02',
      '2027-12-02',
    ]);
  });
});

describe('an action that is reported complete', () => {
  beforeEach(async () => {
    await adopt();
    await byClock(asked);
    await says('police', { 1: 'complete', 3: 'on-track' });
  });

  it('is not complete before somebody else confirms it (DD-23)', async () => {
    expect(await actionOf(records, audit, 1)).toMatchObject({
      state: 'reported-complete',
      completedAt: null,
    });
    expect(await confirmAsks()).toMatchObject([
      {
        key: `${place.id}/${audit.number}/actions/confirm-1`,
        contactId: place.people.nadia.id,
        agencyId: null,
        outcome: null,
      },
    ]);
    expect(await confirmAction(records, await ofAction(1), nadia, answered)).toEqual({
      kind: 'done',
    });
    expect(await actionOf(records, audit, 1)).toMatchObject({
      state: 'complete',
      completedAt: answered,
      confirmedById: place.people.nadia.id,
      updates: [{ answer: 'complete', review: 'confirmed' }],
    });
    expect(await confirmAsks()).toMatchObject([{ outcome: 'answered' }]);
    expect(await confirmAction(records, await ofAction(1), owen, answered)).toEqual({
      kind: 'not-reported',
    });
  });

  it('is one of several that one ask covers', async () => {
    await says('housing', 'complete');
    expect(await confirmAsks()).toHaveLength(1);
    await confirmAction(records, await ofAction(4), nadia, answered);
    expect(await confirmAsks()).toMatchObject([{ outcome: null }]);
    await confirmAction(records, await ofAction(1), nadia, answered);
    expect(await confirmAsks()).toMatchObject([{ outcome: 'answered' }]);
  });

  it('is opened again with a reason, its agency hears of it and is asked on', async () => {
    const of = await ofAction(1);
    expect(await reopenAction(records, { ...of, reason: '  ' }, nadia, answered)).toEqual({
      kind: 'no-reason',
    });
    const reason = 'The protocol is agreed but not in use.';
    expect(await reopenAction(records, { ...of, reason }, nadia, answered)).toEqual({
      kind: 'done',
    });
    expect(await actionOf(records, audit, 1)).toMatchObject({
      state: 'open',
      updates: [{ review: 'reopened' }],
    });
    expect(await lettersOf('update/reopened')).toMatchObject([
      { contactId: place.people.priya.id },
    ]);
    const [, second] = await updateAsks('police');
    expect(second).toMatchObject({ round: 2, outcome: null });
  });

  it('is not asked about any more once it was its agency’s last (DD-23)', async () => {
    await says('housing', 'complete');
    await confirmAction(records, await ofAction(4), nadia, answered);
    expect(await updateAsks('housing')).toMatchObject([{ round: 1, outcome: 'answered' }]);
    const wait = await byClock(new Date('2027-12-09T17:00:00Z'));
    expect(wait.open).toBeGreaterThan(0);
    expect((await updateAsks('housing')).length).toBe(1);
  });

  it('is waited for: with nothing to update the audit stays open until it is confirmed', async () => {
    for (const number of [2, 3, 4]) {
      const input = { ...(await ofAction(number)), reason: 'Overtaken by the new strategy.' };
      expect(await withdrawAction(records, input, nadia, answered)).toEqual({ kind: 'done' });
    }
    expect(await byClock(answered)).toMatchObject({ open: 1 });
    await confirmAction(records, await ofAction(1), nadia, answered);
    expect(await byClock(answered)).toMatchObject({ open: 0, wakesAt: null });
    const [nudge] = await records.database.nudge.findMany({ where: { word: 'nothing-open' } });
    expect(nudge?.workflowId).toBe(`status/${place.id}/seg`);
  });
});

describe('an audit that is cancelled while its actions are followed up', () => {
  it('takes them off the work plan, and the work plan settles', async () => {
    await adopt();
    const input = { partnershipId: place.id, auditId: audit.id, reason: 'Merged with another.' };
    expect(await cancelAudit(records, input, nadia, answered)).toBe('cancelled');
    expect((await actions()).map(({ state }) => state)).toEqual(Array(4).fill('withdrawn'));
    expect((await updateAsks('police')).map(({ outcome }) => outcome)).toEqual(['withdrawn']);
    const plan = await records.database.workPlan.findUniqueOrThrow({
      where: { bodyId: place.bodies.seg },
    });
    expect(plan.statusAt).toEqual(answered);
  });
});

describe('somebody else’s actions', () => {
  it('are as unknown as a random one', async () => {
    await adopt();
    await says('police', 'complete');
    const foreign = { ...(await ofAction(1)), partnershipId: 'elsewhere' };
    const random = { partnershipId: place.id, actionId: 'b6a7ad05-7ab9-4dd4-8f0c-8dd3c2a0d8b5' };
    for (const of of [foreign, random]) {
      expect(await confirmAction(records, of, nadia, answered)).toEqual({ kind: 'not-found' });
      const given = { ...of, reason: 'Not so.' };
      expect(await reopenAction(records, given, nadia, answered)).toEqual({ kind: 'not-found' });
      expect(await withdrawAction(records, given, nadia, answered)).toEqual({ kind: 'not-found' });
    }
  });
});
