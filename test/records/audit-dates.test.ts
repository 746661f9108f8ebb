import { beforeEach, describe, expect, it } from 'vitest';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { type DateMoved, moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T11:00:00Z');
const fixed = (date: string): DegreeDate => ({ degree: 'fixed', date });

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
const nadia = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

function inputFor(key: string, to: DegreeDate) {
  return { partnershipId: place.id, auditId: audit.id, key, to };
}

async function move(
  key: string,
  to: DegreeDate,
  reason = 'The room was taken',
): Promise<DateMoved> {
  const preview = await previewDateMove(records, inputFor(key, to), tuesday);
  const input = { ...inputFor(key, to), reason, fingerprint: preview?.fingerprint ?? '' };
  return moveDate(records, input, nadia, tuesday);
}

function asksOf(step: string) {
  return records.database.ask.findMany({
    where: { auditId: audit.id, step, outcome: null },
    orderBy: { key: 'asc' },
  });
}

async function datesNow() {
  const rows = await records.database.auditDate.findMany({
    where: { auditId: audit.id, supersededAt: null },
  });
  return Object.fromEntries(rows.map((row) => [row.key, row.date]));
}

describe('a date of a running audit that is moved', () => {
  it('shows first what would move with it, how many are asked by then and how many are told', async () => {
    const preview = await previewDateMove(
      records,
      inputFor('returns', fixed('2027-04-14')),
      tuesday,
    );
    expect(preview).toMatchObject({ problems: [], asks: 3, people: 3 });
    expect(preview?.moved.map(({ key }) => key)).toEqual(['returns', 'pack', 'discussion']);
    expect(await datesNow()).toMatchObject({ returns: '2027-04-07' });
  });

  it('moves what hangs on it and every open ask that is due by it, all together', async () => {
    expect(await move('returns', fixed('2027-04-14'))).toMatchObject({ kind: 'moved' });
    expect(await datesNow()).toEqual({
      returns: '2027-04-14',
      pack: '2027-04-28',
      discussion: '2027-05-06',
    });
    const asks = await asksOf('returns');
    expect(asks.map(({ dueDate, firstDueDate }) => [dueDate, firstDueDate])).toEqual(
      Array(3).fill(['2027-04-14', '2027-04-07']),
    );
    expect(asks[0]?.nextAt?.toISOString()).toBe('2027-04-07T08:00:00.000Z');
  });

  it('keeps the old dates on record, with who moved them', async () => {
    await move('discussion', fixed('2027-05-05'));
    const rows = await records.database.auditDate.findMany({
      where: { auditId: audit.id, key: 'discussion' },
      orderBy: { setAt: 'asc' },
    });
    expect(rows.map(({ date, setById, supersededAt }) => [date, setById, supersededAt])).toEqual([
      ['2027-04-28', nadia.contactId, tuesday],
      ['2027-05-05', nadia.contactId, null],
    ]);
  });

  it('tells each person once and each request workflow of its own', async () => {
    await move('returns', fixed('2027-04-14'));
    const letters = await records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'date-moved' },
    });
    const { priya, rosa, sian } = place.people;
    expect(letters.map(({ contactId }) => contactId).sort()).toEqual(
      [priya.id, rosa.id, sian.id].sort(),
    );
    const nudges = await records.database.nudge.findMany({
      where: { partnershipId: place.id, word: 'date-moved' },
    });
    expect(nudges.map(({ workflowId }) => workflowId.split('/').at(-1)).sort()).toEqual([
      'community-health',
      'police',
      'social-care',
    ]);
  });

  it('tells of a moved discussion everybody who is invited to it', async () => {
    const preview = await previewDateMove(
      records,
      inputFor('discussion', fixed('2027-05-05')),
      tuesday,
    );
    expect(preview).toMatchObject({ asks: 0, people: 3 });
  });

  it('leaves an agency its longer time, until everybody has longer', async () => {
    const [police] = (await asksOf('returns')).filter(
      ({ agencyId }) => agencyId === place.agencies.police,
    );
    const input = { partnershipId: place.id, askId: police?.id ?? '' };
    await askForMoreTime(records, input, { contactId: police?.contactId ?? '' }, monday);
    const own = async () =>
      (await asksOf('returns')).find(({ id }) => id === police?.id)?.dueDate ?? '';
    const granted = await own();
    await move('returns', fixed('2027-04-09'));
    expect(await own()).toBe(granted);
    await move('returns', fixed('2027-04-29'));
    expect(await own()).toBe('2027-04-29');
  });

  it.each([
    ['out of order', 'pack', '2027-05-20', /has to come after/],
    ['into the past', 'returns', '2027-02-22', /has already passed/],
  ])('is refused %s', async (_, key, date, message) => {
    const outcome = await move(key, fixed(date));
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(outcome.problems[0]?.message).toMatch(message);
    expect(await datesNow()).toMatchObject({ returns: '2027-04-07' });
  });

  it('needs a reason, and a preview of exactly this move', async () => {
    expect(await move('returns', fixed('2027-04-14'), ' ')).toEqual({ kind: 'no-reason' });
    const input = { ...inputFor('returns', fixed('2027-04-14')), reason: 'x', fingerprint: 'old' };
    expect(await moveDate(records, input, nadia, tuesday)).toMatchObject({ kind: 'preview-stale' });
  });

  it('moves once when the form is sent twice', async () => {
    const preview = await previewDateMove(
      records,
      inputFor('returns', fixed('2027-04-14')),
      tuesday,
    );
    const input = {
      ...inputFor('returns', fixed('2027-04-14')),
      reason: 'The room was taken',
      fingerprint: preview?.fingerprint ?? '',
    };
    const outcomes = await Promise.all([1, 2].map(() => moveDate(records, input, nadia, tuesday)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['moved', 'unchanged']);
  });

  it('is not found in the audit of another partnership', async () => {
    const other = await aldermere(records, monday, 'elsewhere');
    const input = { ...inputFor('returns', fixed('2027-04-14')), partnershipId: other.id };
    expect(await previewDateMove(records, input, tuesday)).toBeNull();
  });
});
