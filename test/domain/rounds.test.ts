import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankHolidays } from '../../domain/bank-holidays.ts';
import { addWorkingDays, isWorkingDay } from '../../domain/calendar.ts';
import { nextUpdate, papersAfter, papersDue } from '../../domain/rounds.ts';

const calendar = { zone: 'Europe/London', holidays: bankHolidays(2026, 2032), closures: [] };
const quarterly = { beganOn: '2027-06-09', everyMonths: 3 };
const update = { due: { workingDaysBeforePapers: 5 }, askWorkingDaysBefore: 10 };

describe('the papers of a body whose work plan began on 9 June 2027', () => {
  it.each([
    [1, '2027-09-09'],
    [2, '2027-12-09'],
    [3, '2028-03-09'],
    [4, '2028-06-09'],
    [8, '2029-06-08'],
  ])('of round %i are due on %s, on a working day', (round, date) => {
    expect(papersDue(quarterly, round, calendar)).toBe(date);
  });

  it('fall on the last day of a shorter month, and before Christmas rather than on it', () => {
    const cadence = { beganOn: '2027-11-30', everyMonths: 3 };
    expect(papersDue(cadence, 1, calendar)).toBe('2028-02-29');
    const monthly = { beganOn: '2027-11-25', everyMonths: 1 };
    expect(papersDue(monthly, 1, calendar)).toBe('2027-12-24');
  });

  it('come next after a day, not on it, and after those for which a status has left', () => {
    const next = (day: string, round = 0) => papersAfter(quarterly, { day, round, calendar });
    expect(next('2027-06-09')).toEqual({ round: 1, date: '2027-09-09' });
    expect(next('2027-09-08')).toEqual({ round: 1, date: '2027-09-09' });
    expect(next('2027-09-09')).toEqual({ round: 2, date: '2027-12-09' });
    expect(next('2027-07-01', 1)).toEqual({ round: 2, date: '2027-12-09' });
    expect(next('2028-04-01', 1)).toEqual({ round: 4, date: '2028-06-09' });
  });
});

describe('the next update of an owner (DD-23)', () => {
  const next = (askedRound: number, today: string, cadence = quarterly) =>
    nextUpdate(cadence, update, { askedRound, today, calendar });

  it('is due the profile’s working days before the papers, every quarter', () => {
    expect(next(0, '2027-06-09')).toEqual({ round: 1, date: '2027-09-02' });
    expect(next(1, '2027-09-02')).toEqual({ round: 2, date: '2027-12-02' });
    expect(next(2, '2027-12-02')).toEqual({ round: 3, date: '2028-03-02' });
  });

  it('skips papers for which the letter should have left before today', () => {
    expect(next(0, '2027-08-18')).toEqual({ round: 1, date: '2027-09-02' });
    expect(next(0, '2027-08-19')).toEqual({ round: 2, date: '2027-12-02' });
  });

  it('is the one after, where an update was asked for early', () => {
    expect(next(1, '2027-06-10')).toEqual({ round: 2, date: '2027-12-02' });
  });

  it('always falls due on a working day before its papers and leaves time to answer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 10 }),
        (days, everyMonths, askedRound) => {
          const beganOn = addWorkingDays('2027-01-04', days, calendar);
          const cadence = { beganOn, everyMonths };
          const { round, date } = next(askedRound, beganOn, cadence);
          expect(round).toBeGreaterThan(askedRound);
          expect(isWorkingDay(date, calendar)).toBe(true);
          expect(date < papersDue(cadence, round, calendar)).toBe(true);
          expect(addWorkingDays(date, -10, calendar) >= beganOn).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
