import { beforeEach, describe, expect, it } from 'vitest';
import { arrangeMeeting } from '../../records/discussion/arrange-meeting.ts';
import { attendView } from '../../records/discussion/attend-view.ts';
import { askToAttend } from '../../records/discussion/meeting.ts';
import { circulatePack } from '../../records/discussion/pack.ts';
import { withdrawCase } from '../../records/sample/replace-case.ts';
import { sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates, submitsFor } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import type { RunningAudit } from '../support/running-audit.ts';

// Police take part in C1 and C2, social care in C1; health has been asked and has sent nothing.
const state = await prepared(async (made) => {
  const partnership = await aldermere(made, dates.started);
  return { place: partnership, audit: await auditAtDiscussion(made, partnership) };
});
const thursday = new Date('2027-04-22T11:00:00Z');

let records: Records;
let place: Aldermere;
let audit: RunningAudit;
let nadia: { contactId: string };

beforeEach(async () => {
  records = await state.fresh();
  ({ place, audit } = state.given);
  nadia = { contactId: place.people.nadia.id };
});

const meeting = () => records.database.meeting.findFirstOrThrow({ where: { auditId: audit.id } });

/** "10:20+20" by the number of a case; an empty text for none. */
async function arrange(slots: Record<number, string>, change: object = {}) {
  const { revision, startsAt, minutes } = await meeting();
  const fields = Object.entries(slots).map(([number, text]) => {
    const [at = '', long = ''] = text.split('+');
    return [Number(number), { at, minutes: long }] as const;
  });
  const own = { partnershipId: place.id, auditId: audit.id, revision };
  const arrangement = { startsAt, minutes, place: '', slots: new Map(fields), ...change };
  return arrangeMeeting(records, { ...own, ...arrangement }, nadia, thursday);
}

const told = async () => {
  const letters = await records.database.letter.findMany({
    where: { auditId: audit.id, kind: 'meeting-moved', state: 'pending' },
  });
  return letters.map(({ contactId }) => nameOf(contactId)).sort();
};

const nameOf = (contactId: string) =>
  Object.entries(place.people).find(([, { id }]) => id === contactId)?.[0];

/** Those letters have left. */
const sent = () =>
  records.database.letter.updateMany({
    where: { auditId: audit.id, kind: 'meeting-moved' },
    data: { state: 'sent' },
  });

async function needed(person: keyof Aldermere['people']) {
  const { slots } = await records.database.attendance.findFirstOrThrow({
    where: { contactId: place.people[person].id, withdrawnAt: null },
  });
  return (slots as { from: number; to: number }[]).map(({ from, to }) => [from, to]);
}

describe('cases with times of their own', () => {
  it('are for whoever takes part in them; whoever is asked for no case yet is not told', async () => {
    const outcome = await arrange({ 1: '10:00+20', 2: '10:20+20' });
    expect(outcome).toEqual({ kind: 'arranged', people: 2 });
    expect(await told()).toEqual(['priya', 'rosa']);
    expect(await needed('priya')).toEqual([[0, 40]]);
    expect(await needed('rosa')).toEqual([[0, 20]]);
    expect(await meeting()).toMatchObject({ revision: 1 });
    const events = await records.database.event.findMany({ where: { kind: 'meeting.slots-set' } });
    expect(events.map(({ ids }) => ids)).toMatchObject([{ cases: 2, slots: 'C1 0+20, C2 20+20' }]);
  });

  it('tell only those whose own time has changed, once', async () => {
    await arrange({ 1: '10:00+20', 2: '10:20+20' });
    await sent();
    const moved = { 1: '10:00+20', 2: '11:00+20' };
    expect(await arrange(moved)).toEqual({ kind: 'arranged', people: 1 });
    expect(await told()).toEqual(['priya']);
    expect(await needed('priya')).toEqual([
      [0, 20],
      [60, 80],
    ]);
    expect(await arrange(moved)).toEqual({ kind: 'unchanged' });
    expect(await told()).toEqual(['priya']);
  });

  it('leave a letter that has not left to those who are not told again', async () => {
    await arrange({ 1: '10:00+20', 2: '10:20+20' });
    await arrange({ 1: '10:00+20', 2: '11:00+20' });
    expect(await told()).toEqual(['priya', 'rosa']);
  });

  it('move with the meeting, of which everybody is told', async () => {
    await arrange({ 1: '10:00+20', 2: '10:20+20' });
    await sent();
    const outcome = await arrange({ 1: '10:00+20', 2: '10:20+20' }, { startsAt: '13:30' });
    expect(outcome).toEqual({ kind: 'arranged', people: 3 });
    expect(await needed('rosa')).toEqual([[0, 20]]);
  });

  it('are taken back, and everybody is invited for the whole again', async () => {
    await arrange({ 1: '10:00+20', 2: '10:20+20' });
    await sent();
    expect(await arrange({ 1: '', 2: '' })).toEqual({ kind: 'arranged', people: 2 });
    expect(await needed('priya')).toEqual([]);
    expect(await records.database.meetingSlot.count()).toBe(0);
  });

  it('are refused where they do not fit, and nothing is written', async () => {
    const outcome = await arrange({ 1: '12:50+20', 2: 'noon+' });
    expect(outcome).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'slotAt-2' }, { field: 'slotMinutes-2' }, { field: 'slotAt-1' }],
    });
    expect(await records.database.meetingSlot.count()).toBe(0);
  });

  it('tell whoever takes part in another case since, as with a supplement to the pack', async () => {
    await arrange({ 1: '10:00+20', 2: '10:20+20', 3: '10:40+20' });
    await sent();
    const late = new Date('2027-04-23T10:00:00Z');
    await submitsFor(records, { place, audit, agency: 'police', numbers: [3] }, late);
    const own = { partnershipId: place.id, auditId: audit.id };
    expect((await circulatePack(records, own, nadia, late)).kind).toBe('circulated');
    expect(await told()).toEqual(['priya']);
    expect(await needed('priya')).toEqual([[0, 60]]);
    expect(await meeting()).toMatchObject({ revision: 2 });
  });

  it('are in the first invitation of whoever is asked later', async () => {
    const { database } = records;
    await database.ask.deleteMany({ where: { step: 'attend' } });
    await database.attendance.deleteMany();
    expect(await arrange({ 1: '10:00+20', 2: '10:20+20' })).toEqual({
      kind: 'arranged',
      people: 0,
    });
    const ref = { partnership: place.id, audit: audit.number, stage: 'discussion' };
    await askToAttend(records, { ...ref, kind: 'discuss' }, thursday);
    expect(await needed('rosa')).toEqual([[0, 20]]);
    expect(await told()).toEqual([]);
    expect(await meeting()).toMatchObject({ revision: 1 });
  });

  it('stand on the page of whoever comes for them, by number', async () => {
    await arrange({ 1: '11:00+20', 2: '10:20+20' });
    const view = async (person: keyof Aldermere['people']) => {
      const { id: contactId } = place.people[person];
      const { id: askId } = await records.database.ask.findFirstOrThrow({
        where: { step: 'attend', contactId },
      });
      return attendView(records, { partnershipId: place.id, contactId, askId }, thursday);
    };
    expect((await view('priya'))?.ownCases).toEqual([
      { number: 2, from: 20, to: 40 },
      { number: 1, from: 60, to: 80 },
    ]);
    expect((await view('rosa'))?.ownCases).toEqual([{ number: 1, from: 60, to: 80 }]);
  });
});

describe('a case that is not talked about any more', () => {
  const april = new Date('2027-04-23T10:00:00Z');
  const caseOf = (number: number) => {
    const child = audit.children.find((each) => each.number === number);
    return { partnershipId: place.id, caseId: child?.caseId ?? '' };
  };
  const seal = (number: number) => {
    const why = { ground: 'court', reason: 'Proceedings have begun.' };
    return sealCase(records, { ...caseOf(number), ...why }, nadia, april);
  };
  const cancelled = async () => {
    const letters = await records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'meeting-cancelled' },
      orderBy: { queuedAt: 'asc' },
    });
    return letters.map(({ contactId }) => nameOf(contactId));
  };
  const askedToCome = async (person: keyof Aldermere['people']) => {
    const { id: contactId } = place.people[person];
    const where = { auditId: audit.id, step: 'attend', contactId };
    const asks = await records.database.ask.findMany({ where, orderBy: { askedAt: 'asc' } });
    return asks.map(({ outcome }) => outcome);
  };

  beforeEach(async () => {
    await arrange({ 1: '10:00+20', 2: '10:20+20' });
    await sent();
  });

  it('changes at once what others are needed for, and whoever came for it alone need not come', async () => {
    const before = await cancelled();
    expect((await seal(1)).kind).toBe('sealed');
    expect(await told()).toEqual(['priya']);
    expect(await needed('priya')).toEqual([[20, 40]]);
    expect((await cancelled()).slice(before.length)).toEqual(['rosa']);
    expect(await askedToCome('rosa')).toEqual(['withdrawn']);
    expect(await meeting()).toMatchObject({ revision: 2 });
    expect((await seal(1)).kind).toBe('sealed-before');
    expect(await told()).toEqual(['priya']);
    const nudges = await records.database.nudge.findMany({ where: { word: 'case-sealed' } });
    expect(JSON.stringify(nudges)).toContain('#discussion');
  });

  it('is talked about again once it is unsealed, and whoever was excused is invited anew', async () => {
    await seal(1);
    await sent();
    const reason = 'The proceedings have ended.';
    const monday = new Date('2027-04-26T10:00:00Z');
    expect(await unsealCase(records, { ...caseOf(1), reason }, nadia, monday)).toBe('unsealed');
    expect(await needed('rosa')).toEqual([[0, 20]]);
    expect(await needed('priya')).toEqual([[0, 40]]);
    expect(await told()).toEqual(['priya']);
    expect(await askedToCome('rosa')).toEqual(['withdrawn', null]);
    // Her calendar knows a cancellation with the number 3.
    expect((await meeting()).revision).toBeGreaterThan(3);
    await seal(1);
    expect((await cancelled()).filter((name) => name === 'rosa')).toHaveLength(2);
  });

  it('has left the sample, and the same follows', async () => {
    const { kind } = await withdrawCase(
      records,
      { ...caseOf(2), reason: 'Moved away.' },
      nadia,
      april,
    );
    expect(kind).toBe('withdrawn');
    expect(await needed('priya')).toEqual([[0, 20]]);
    expect(await needed('rosa')).toEqual([[0, 20]]);
    expect(await told()).toEqual(['priya']);
    expect(await askedToCome('rosa')).toEqual([null]);
  });

  it('takes with it an invitation that has not left', async () => {
    await arrange({ 1: '10:30+20', 2: '10:50+20' });
    expect(await told()).toEqual(['priya', 'rosa']);
    await seal(1);
    expect(await told()).toEqual(['priya']);
  });

  it('changes nobody’s time once the day of the discussion is over', async () => {
    const after = new Date('2027-04-29T10:00:00Z');
    const why = { ground: 'court', reason: 'Proceedings have begun.' };
    await sealCase(records, { ...caseOf(1), ...why }, nadia, after);
    expect(await told()).toEqual([]);
    expect(await needed('rosa')).toEqual([[0, 20]]);
  });
});
