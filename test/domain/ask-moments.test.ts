import { describe, expect, it } from 'vitest';
import {
  type AuditClock,
  dueDateOf,
  momentsOf,
  movedMoments,
  newsLeavesAt,
} from '../../domain/ask-moments.ts';
import { askSchema } from '../../domain/stages/asks.ts';

// Tuesday 25 May 2027; Monday 31 May is a bank holiday.
const now = '2027-05-25T10:00:00.000Z';
const clock: AuditClock = {
  calendar: { zone: 'Europe/London', holidays: ['2027-05-31'], closures: [] },
  lettersLeave: '09:00',
  closeOfDay: '17:00',
  dates: { discussion: '2027-06-10', past: '2027-05-20' },
};

const timings = (settings: object) => askSchema.parse(settings);

describe('the due date of something asked', () => {
  it.each([
    ['on a date of the audit', { date: 'discussion' }, '2027-06-10'],
    ['working days before it', { date: 'discussion', workingDays: -9 }, '2027-05-27'],
    ['working days after it', { date: 'discussion', workingDays: 3 }, '2027-06-15'],
    ['working days after the asking', { workingDays: 4 }, '2027-06-01'],
    ['on a date that has passed: the next working day', { date: 'past' }, '2027-05-26'],
  ])('lies %s', (_, due, expected) => {
    expect(dueDateOf(timings({ due }), now, clock)).toBe(expected);
  });
});

describe('the letter that asks', () => {
  const kept = timings({ due: { date: 'discussion' }, askWorkingDaysBefore: 2 });
  const at = (settings: ReturnType<typeof timings>, dueDate: string) =>
    momentsOf(settings, { now, dueDate }, clock).find(({ what }) => what === 'ask')?.at;

  it('leaves at once, or is kept until so many working days before the due date', () => {
    expect(at(timings({ due: { date: 'discussion' } }), '2027-06-10')).toBe(now);
    expect(at(kept, '2027-06-10')).toBe('2027-06-08T08:00:00.000Z');
  });

  it('leaves at once where that morning has passed', () => {
    expect(at(kept, '2027-05-26')).toBe(now);
  });

  it('moves with the due date while it has not left', () => {
    const before = momentsOf(kept, { now, dueDate: '2027-06-10' }, clock);
    const moved = movedMoments(before, kept, { now, dueDate: '2027-06-17' }, clock);
    expect(moved).toEqual([{ what: 'ask', at: '2027-06-15T08:00:00.000Z' }]);
  });
});

describe('news of a change', () => {
  // Friday 28 May 2027, before the bank holiday.
  const evening = '2027-05-28T18:30:00.000Z';
  const morning = '2027-06-01T08:00:00.000Z';

  it('leaves at once in office hours', () => {
    expect(newsLeavesAt(now, [], clock)).toBe(now);
  });

  it.each([
    ['tells of no day', [], morning],
    ['tells of days after the next working morning', ['2027-06-02', '2027-06-10'], morning],
    ['tells of days that are over', ['2027-05-27'], morning],
    ['tells of the day on which it would leave', ['2027-06-01', '2027-06-10'], evening],
    ['tells of a day before that', ['2027-05-31'], evening],
    ['tells of today', ['2027-05-28'], evening],
  ])('in the evening, when it %s', (_, days, expected) => {
    expect(newsLeavesAt(evening, days, clock)).toBe(expected);
  });
});
