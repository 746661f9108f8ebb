import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { cancelAudit, pauseAudit, resumeAudit } from '../../records/audits/pause-audit.ts';
import { arrangeMeeting } from '../../records/discussion/arrange-meeting.ts';
import { answerAttend } from '../../records/discussion/attend.ts';
import { askToAttend } from '../../records/discussion/meeting.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import type { RunningAudit } from '../support/running-audit.ts';

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

const to = (date: string) => ({
  partnershipId: place.id,
  auditId: audit.id,
  key: 'discussion',
  to: { degree: 'fixed' as const, date },
});

async function move(date: string, now = thursday) {
  const preview = await previewDateMove(records, to(date), now);
  const input = { ...to(date), reason: 'The room was taken', fingerprint: preview?.fingerprint };
  const outcome = await moveDate(records, input as never, nadia, now);
  return { preview, outcome };
}

const meeting = () => records.database.meeting.findFirstOrThrow({ where: { auditId: audit.id } });

const letters = (kind: string) =>
  records.database.letter.findMany({
    where: { auditId: audit.id, kind },
    orderBy: { contactId: 'asc' },
  });

const asksOf = (person: keyof Aldermere['people']) =>
  records.database.ask.findMany({
    where: { auditId: audit.id, step: 'attend', contactId: place.people[person].id },
    orderBy: { askedAt: 'asc' },
  });

const everybody = () => {
  const { priya, rosa, sian } = place.people;
  return [priya.id, rosa.id, sian.id].sort();
};

describe('a discussion that is moved', () => {
  it('shows first how many are asked by another date and how many are told', async () => {
    const preview = await previewDateMove(records, to('2027-05-12'), thursday);
    // Two are asked whether they come, the officer for the record; health still owes its tools.
    expect(preview).toMatchObject({ problems: [], asks: 3, people: 4 });
  });

  it('tells each person once, whoever was invited with the request too', async () => {
    const { outcome } = await move('2027-05-12');
    expect(outcome.kind).toBe('moved');
    const told = await letters('meeting-moved');
    expect(told.map(({ contactId }) => contactId)).toEqual(everybody());
    const others = await letters('date-moved');
    expect(others.map(({ contactId }) => contactId)).toEqual([nadia.contactId]);
  });

  it('takes its own row, its number and every ask that hangs on it along', async () => {
    expect(await meeting()).toMatchObject({ date: '2027-04-28', revision: 0 });
    await move('2027-05-12');
    expect(await meeting()).toMatchObject({ date: '2027-05-12', revision: 1 });
    expect((await asksOf('priya')).map(({ dueDate }) => dueDate)).toEqual(['2027-05-10']);
    const record = await records.database.ask.findFirstOrThrow({ where: { step: 'record' } });
    expect(record.dueDate).toBe('2027-05-17');
    await move('2027-05-19');
    expect(await meeting()).toMatchObject({ date: '2027-05-19', revision: 2 });
  });

  it('asks whoever has answered again, without a second letter that day', async () => {
    const [ask] = await asksOf('priya');
    const reply = { reply: 'deputy', deputyName: 'Dana Whitcombe', confidential: false };
    await answerAttend(
      records,
      { partnershipId: place.id, askId: ask?.id ?? '', wantsApproval: false, ...reply },
      { contactId: place.people.priya.id },
      thursday,
    );
    await move('2027-05-12');
    const asks = await asksOf('priya');
    expect(asks.map(({ outcome, dueDate }) => [outcome, dueDate])).toEqual([
      ['answered', '2027-04-26'],
      [null, '2027-05-10'],
    ]);
    const expected = await records.database.attendance.findMany({ where: { withdrawnAt: null } });
    expect(expected.map(({ reply: said }) => said)).toEqual([null, null]);
    const wait = `audit/${place.id}/${audit.number}#discussion`;
    const ref = { partnership: place.id, audit: audit.number, wait };
    await actOnClock(records, ref, new Date('2027-04-23T12:00:00Z'));
    expect(await letters('attend/ask')).toHaveLength(0);
  });

  it.each([
    ['an evening a week before: in the morning', '2027-04-21T19:00:00Z', '2027-04-22T08:00:00Z'],
    ['the evening before it was to be: at once', '2027-04-27T19:00:00Z', '2027-04-27T19:00:00Z'],
  ])('is told, when it is moved on %s', async (_when, moved, leaves) => {
    await move('2027-05-12', new Date(moved));
    const told = [...(await letters('meeting-moved')), ...(await letters('date-moved'))];
    expect(told.length).toBeGreaterThan(2);
    for (const letter of told) expect(letter.nextAttemptAt).toEqual(new Date(leaves));
  });

  it('drops the notice of an earlier move that has not left yet', async () => {
    await move('2027-05-12');
    await move('2027-05-19');
    const told = await letters('meeting-moved');
    expect(told.map(({ state: sent }) => sent).sort()).toEqual([
      ...Array(3).fill('dropped'),
      ...Array(3).fill('pending'),
    ]);
  });

  it('moves with an audit that stood still', async () => {
    const input = { partnershipId: place.id, auditId: audit.id, reason: 'An inspection' };
    await pauseAudit(records, input, nadia, thursday);
    await resumeAudit(records, input, nadia, new Date('2027-04-29T11:00:00Z'));
    expect(await meeting()).toMatchObject({ date: '2027-05-06', revision: 1 });
    // The letter that the audit goes on brings the new invitation.
    expect(await letters('meeting-moved')).toHaveLength(0);
    const told = await letters('audit-resumed');
    expect(told.map(({ contactId }) => contactId)).toEqual(everybody());
    expect(told.every(({ ids }) => (ids as { request: string }).request)).toBe(true);
  });

  it('concerns no agency that turned out to know none of the children', async () => {
    const sian = await records.database.request.findFirstOrThrow({
      where: { agencyId: place.agencies['community-health'] },
    });
    await records.database.return.updateMany({
      where: { requestId: sian.id },
      data: { state: 'nil' },
    });
    const ref = { partnership: place.id, audit: audit.number, stage: 'discussion' };
    await askToAttend(records, { ...ref, kind: 'discuss' }, thursday);
    const excused = await letters('meeting-cancelled');
    expect(excused.map(({ contactId }) => contactId)).toEqual([place.people.sian.id]);
    const { outcome } = await move('2027-05-12');
    expect(outcome.kind).toBe('moved');
    expect(await letters('meeting-moved')).toHaveLength(2);
  });

  it('goes out of every calendar when the audit is cancelled', async () => {
    const input = { partnershipId: place.id, auditId: audit.id, reason: 'A review covers it' };
    await cancelAudit(records, input, nadia, thursday);
    const told = await letters('audit-cancelled');
    const holding = told.filter(({ ids }) => (ids as { request: string | null }).request);
    expect(holding.map(({ contactId }) => contactId)).toEqual(everybody());
    expect(await letters('meeting-cancelled')).toHaveLength(0);
  });
});

describe('the hour and the place of a discussion', () => {
  const arrange = async (change: object = {}, now = thursday) =>
    arrangeMeeting(
      records,
      {
        partnershipId: place.id,
        auditId: audit.id,
        revision: (await meeting()).revision,
        startsAt: '13:30',
        minutes: 150,
        place: 'Town Hall, room 4',
        ...change,
      },
      nadia,
      now,
    );

  it('reach everybody invited as a new invitation, once', async () => {
    expect(await arrange()).toEqual({ kind: 'arranged', people: 3 });
    expect(await arrange()).toEqual({ kind: 'unchanged' });
    expect(await meeting()).toMatchObject({ startsAt: '13:30', minutes: 150, revision: 1 });
    expect(await letters('meeting-moved')).toHaveLength(3);
    expect(Buffer.from((await meeting()).venueSealed ?? []).includes('Town Hall')).toBe(false);
  });

  it('are not overwritten by somebody with an older page', async () => {
    await arrange();
    expect(await arrange({ revision: 0, place: 'Library' })).toEqual({ kind: 'stale' });
  });

  it('are refused when they make no sense', async () => {
    expect(await arrange({ startsAt: '25:00', minutes: 5 })).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'startsAt' }, { field: 'minutes' }],
    });
  });
});
