import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { packsOf } from '../../records/discussion/own-packs.ts';
import { askToCirculate, circulatePack } from '../../records/discussion/pack.ts';
import { packForOffice, packForParticipant } from '../../records/discussion/pack-view.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, auditAtPack, dates, submitsFor } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import { fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';

const closeOfDate = new Date('2027-04-21T16:00:00Z');

const atPack = await prepared(async (made) => {
  const partnership = await aldermere(made, dates.started);
  return { place: partnership, audit: await auditAtPack(made, partnership) };
});
const atDiscussion = await prepared(async (made) => {
  const partnership = await aldermere(made, dates.started);
  return { place: partnership, audit: await auditAtDiscussion(made, partnership) };
});

let records: Records;
let place: Aldermere;
let audit: RunningAudit;

async function use(state: typeof atPack) {
  records = await state.fresh();
  ({ place, audit } = state.given);
}

const circulate = (now = dates.circulated) =>
  circulatePack(
    records,
    { partnershipId: place.id, auditId: audit.id },
    { contactId: place.people.nadia.id },
    now,
  );

const byClock = (stage: string, now: Date) =>
  actOnClock(
    records,
    {
      partnership: place.id,
      audit: audit.number,
      wait: `audit/${place.id}/${audit.number}#${stage}`,
    },
    now,
  );

const packOf = (person: keyof Aldermere['people']) =>
  packForParticipant(records, {
    partnershipId: place.id,
    auditId: audit.id,
    contactId: place.people[person].id,
  });

const editions = () =>
  records.database.packEdition.findMany({
    where: { auditId: audit.id },
    orderBy: { number: 'asc' },
    include: { items: { orderBy: [{ caseId: 'asc' }, { returnId: 'asc' }] } },
  });

const packLetters = () =>
  records.database.letter.findMany({
    where: { auditId: audit.id, kind: { startsWith: 'pack/' } },
    orderBy: { queuedAt: 'asc' },
  });

describe('the pack before it is circulated', () => {
  beforeEach(() => use(atPack));

  it('is shown to nobody: what one agency wrote is blind to the others (DD-12, DD-13)', async () => {
    for (const person of ['priya', 'rosa', 'sian'] as const)
      expect(await packOf(person)).toBeNull();
    const own = { partnershipId: place.id, contactId: place.people.rosa.id };
    expect(await packsOf(records, own)).toEqual([]);
    expect(await packForOffice(records, { partnershipId: place.id, auditId: audit.id })).toBeNull();
  });

  it('is the officer’s to circulate by its date, two working days before which they hear of it', async () => {
    const ask = await records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, step: 'circulate' },
    });
    expect(ask).toMatchObject({ contactId: place.people.nadia.id, dueDate: '2027-04-21' });
    expect(ask.moments).toEqual([
      { what: 'ask', at: '2027-04-19T08:00:00.000Z' },
      { what: 'remind', at: '2027-04-21T08:00:00.000Z' },
      { what: 'close', at: '2027-04-21T16:00:00.000Z' },
    ]);
  });

  it('is asked for once, however often the stage is entered', async () => {
    const ref = { partnership: place.id, audit: audit.number, stage: 'pack' };
    await askToCirculate(records, { ...ref, kind: 'circulate-pack' }, dates.circulated);
    const asks = await records.database.ask.count({
      where: { auditId: audit.id, step: 'circulate' },
    });
    expect(asks).toBe(1);
  });
});

describe('a pack that is circulated', () => {
  beforeEach(() => use(atPack));

  it('holds the newest submitted version of each tool, no draft and none that says "not known" (DD-12)', async () => {
    const draft = await returnOf(records, audit, { agencyId: place.agencies.police, number: 3 });
    await fillIn(
      records,
      { place, returnId: draft.id, by: place.people.priya.id },
      dates.circulated,
    );
    const nil = await returnOf(records, audit, {
      agencyId: place.agencies['social-care'],
      number: 2,
    });
    await records.database.return.update({ where: { id: nil.id }, data: { state: 'nil' } });
    expect(await circulate()).toEqual({ kind: 'circulated', edition: 1, returns: 3, people: 2 });
    const [pack] = await editions();
    const sent = await records.database.return.findMany({
      where: { auditId: audit.id, state: 'submitted' },
    });
    expect(pack?.items.map(({ returnId, version }) => [returnId, version]).sort()).toEqual(
      sent.map(({ id, version }) => [id, version]).sort(),
    );
    expect(pack).toMatchObject({ number: 1, circulatedById: place.people.nadia.id });
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('goes to those taking part only, each with their own cases (DD-13)', async () => {
    await circulate();
    const told = (await packLetters()).map(({ contactId, kind }) => [contactId, kind]);
    const { priya, rosa } = place.people;
    expect(told.sort()).toEqual(
      [
        [priya.id, 'pack/circulated'],
        [rosa.id, 'pack/circulated'],
      ].sort(),
    );
    expect((await packOf('priya'))?.cases.map(({ number }) => number)).toEqual([1, 2]);
    expect((await packOf('rosa'))?.cases.map(({ number }) => number)).toEqual([1]);
    // Health was asked and has sent nothing: it does not see what the others wrote.
    for (const person of ['sian', 'lesley', 'dean', 'nadia'] as const) {
      expect(await packOf(person)).toBeNull();
    }
  });

  it('shows the agencies side by side and names those from which nothing came (DD-12)', async () => {
    await circulate();
    const one = (await packOf('rosa'))?.cases[0];
    expect(one?.returns.map(({ agency, edition }) => [agency, edition])).toEqual([
      ["Aldermere Children's Social Care", 1],
      ['Aldermere Police', 1],
    ]);
    expect(one?.returns[1]?.answers.recognition?.['good-practice']).toBe(
      'Seen alone and listened to.',
    );
    expect(one?.notReceived).toEqual([
      { agency: 'Aldermere Community Health Trust', service: 'Health visiting' },
      { agency: 'Aldermere Community Health Trust', service: 'Midwifery' },
    ]);
  });

  it('leaves by itself when its date closes, and the wait is over (DD-13)', async () => {
    const before = await byClock('pack', new Date('2027-04-21T15:59:00Z'));
    expect(before).toMatchObject({ open: 1, wakesAt: '2027-04-21T16:00:00.000Z' });
    expect(await editions()).toHaveLength(0);
    expect(await byClock('pack', closeOfDate)).toMatchObject({ open: 0 });
    const [pack] = await editions();
    expect(pack).toMatchObject({ circulatedById: null, circulatedAt: closeOfDate });
    expect(pack?.items).toHaveLength(3);
  });

  it('leaves once, when the officer clicks twice and the clock strikes meanwhile', async () => {
    const outcomes = await Promise.all([
      circulate(closeOfDate),
      circulate(closeOfDate),
      byClock('pack', closeOfDate),
    ]);
    expect(await editions()).toHaveLength(1);
    const circulated = outcomes.filter((each) => 'kind' in each && each.kind === 'circulated');
    expect(circulated.length).toBeLessThanOrEqual(1);
    expect(await packLetters()).toHaveLength(2);
  });

  it('tells the audit that nobody is waited for any more', async () => {
    await circulate();
    const nudges = await records.database.nudge.findMany({ where: { word: 'answered' } });
    const wait = `audit/${place.id}/${audit.number}#pack`;
    const told = nudges
      .map(({ payload }) => payload as { wait: { id: string; open: number } })
      .filter((payload) => payload.wait.id === wait);
    expect(told.map((payload) => payload.wait.open)).toEqual([0]);
  });

  it('leaves out a child under hold, whose agencies hear nothing', async () => {
    const held = audit.children[0]?.caseId ?? '';
    await records.database.case.update({ where: { id: held }, data: { heldAt: dates.started } });
    expect(await circulate()).toMatchObject({ returns: 1, people: 1 });
    expect(await packOf('rosa')).toBeNull();
    expect((await packOf('priya'))?.cases.map(({ number }) => number)).toEqual([2]);
  });

  it('cannot be circulated or read from another partnership', async () => {
    const other = await aldermere(records, dates.started, 'elsewhere');
    const foreign = { partnershipId: other.id, auditId: audit.id };
    const by = { contactId: other.people.nadia.id };
    expect(await circulatePack(records, foreign, by, dates.circulated)).toEqual({
      kind: 'not-found',
    });
    await circulate();
    expect(await packForOffice(records, foreign)).toBeNull();
    const contactId = place.people.priya.id;
    expect(await packForParticipant(records, { ...foreign, contactId })).toBeNull();
  });

  it('waits while the audit is paused', async () => {
    await records.database.audit.update({ where: { id: audit.id }, data: { state: 'paused' } });
    expect(await circulate()).toEqual({ kind: 'not-open' });
    await byClock('pack', closeOfDate);
    expect(await editions()).toHaveLength(0);
  });
});

describe('a tool that comes in after the pack', () => {
  const late = new Date('2027-04-22T10:00:00Z');
  const endOfThatDay = new Date('2027-04-22T16:00:00Z');

  beforeEach(async () => {
    await use(atDiscussion);
    await submitsFor(records, { place, audit, agency: 'social-care', numbers: [2] }, late);
  });

  it('is shown to the officer, and to nobody else until it is circulated (DD-12)', async () => {
    const ask = await records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, step: 'supplement' },
    });
    expect(ask).toMatchObject({ contactId: place.people.nadia.id, dueDate: '2027-04-22' });
    expect(ask.wait).toBe(`audit/${place.id}/${audit.number}#discussion`);
    const two = (await packOf('priya'))?.cases[1];
    expect(two?.returns.map(({ agency }) => agency)).toEqual(['Aldermere Police']);
    expect((await packOf('rosa'))?.cases.map(({ number }) => number)).toEqual([1]);
  });

  it('becomes a supplement at the end of the day, with all that came in until then (DD-13)', async () => {
    await submitsFor(
      records,
      { place, audit, agency: 'community-health', numbers: [1], service: 'midwifery' },
      new Date('2027-04-22T14:00:00Z'),
    );
    await byClock('discussion', endOfThatDay);
    const [, supplement] = await editions();
    expect(supplement).toMatchObject({ number: 2, circulatedById: null });
    expect(supplement?.items).toHaveLength(2);
    const rosas = await packOf('rosa');
    expect(rosas?.cases.map(({ number }) => number)).toEqual([1, 2]);
    expect(rosas?.cases[0]?.returns.map(({ edition }) => edition)).toEqual([1, 2, 1]);
  });

  it('is told once to each whose cases it is about, and as the pack to whoever joins with it', async () => {
    await submitsFor(
      records,
      { place, audit, agency: 'community-health', numbers: [1], service: 'midwifery' },
      late,
    );
    await byClock('discussion', endOfThatDay);
    const letters = (await packLetters()).filter(
      ({ ids }) => (ids as { edition: number }).edition === 2,
    );
    const { priya, rosa, sian } = place.people;
    expect(letters.map(({ contactId, kind }) => [contactId, kind]).sort()).toEqual(
      [
        [priya.id, 'pack/supplement'],
        [rosa.id, 'pack/supplement'],
        [sian.id, 'pack/circulated'],
      ].sort(),
    );
  });

  it('brings whoever joins with it the question whether they come to the discussion (DD-14)', async () => {
    await submitsFor(
      records,
      { place, audit, agency: 'community-health', numbers: [1], service: 'midwifery' },
      late,
    );
    await byClock('discussion', endOfThatDay);
    const ask = await records.database.ask.findFirst({
      where: { auditId: audit.id, step: 'attend', contactId: place.people.sian.id },
    });
    expect(ask).toMatchObject({ dueDate: '2027-04-26', outcome: null });
  });

  it('goes out at once where the discussion would begin before the end of the day', async () => {
    const morning = new Date('2027-04-28T08:30:00Z');
    await byClock('discussion', endOfThatDay);
    await submitsFor(
      records,
      { place, audit, agency: 'community-health', numbers: [1], service: 'midwifery' },
      morning,
    );
    const all = await editions();
    expect(all.at(-1)).toMatchObject({ number: 3, circulatedAt: morning });
  });

  it('can be circulated by the officer at once', async () => {
    expect(await circulate(late)).toMatchObject({ kind: 'circulated', edition: 2, returns: 1 });
    expect(await circulate(late)).toEqual({ kind: 'nothing-new' });
    await byClock('discussion', endOfThatDay);
    expect(await editions()).toHaveLength(2);
  });
});

describe('a tool that comes in at the moment of circulation', () => {
  beforeEach(() => use(atPack));

  it('is in the pack or brings a supplement, whichever came first', async () => {
    await Promise.all([
      circulate(),
      submitsFor(records, { place, audit, agency: 'police', numbers: [3] }, dates.circulated),
      submitsFor(
        records,
        { place, audit, agency: 'social-care', numbers: [2, 4] },
        dates.circulated,
      ),
    ]);
    const [pack] = await editions();
    const asked = await records.database.ask.count({
      where: { auditId: audit.id, step: 'supplement', outcome: null },
    });
    expect((pack?.items.length ?? 0) + (asked > 0 ? 1 : 0)).toBeGreaterThanOrEqual(4);
    expect(pack?.items.length === 6 ? asked : 1).toBe(asked);
    await byClock('discussion', new Date('2027-04-20T16:00:00Z'));
    const all = await editions();
    expect(all.flatMap(({ items }) => items)).toHaveLength(6);
  });
});
