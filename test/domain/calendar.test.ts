import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankHolidays } from '../../domain/bank-holidays.ts';
import * as calendar from '../../domain/calendar.ts';

const london: calendar.WorkingCalendar = {
  zone: 'Europe/London',
  holidays: new Set(bankHolidays(2025, 2035)),
  closures: ['2027-12-29', '2027-12-30', '2027-12-31'],
};

const aDate = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2034-12-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('working days', () => {
  it.each([
    ['a Wednesday', '2027-03-03', true],
    ['a Saturday', '2027-03-06', false],
    ['a Sunday', '2027-03-07', false],
    ['Good Friday', '2027-03-26', false],
    ['Easter Monday', '2027-03-29', false],
    ['Christmas Day on a Saturday', '2027-12-25', false],
    ['its substitute on Monday', '2027-12-27', false],
    ['the substitute of Boxing Day', '2027-12-28', false],
    ['a closure day', '2027-12-30', false],
    ['29 February', '2028-02-29', true],
  ])('tells whether %s is one (DD-10)', (_, date, working) => {
    expect(calendar.isWorkingDay(date, london)).toBe(working);
  });

  it.each([
    ['over Easter', '2027-03-25', 1, '2027-03-30'],
    ['back over Easter', '2027-03-30', -1, '2027-03-25'],
    ['over Christmas and the closure days to the new year', '2027-12-24', 1, '2028-01-04'],
    ['from a Saturday', '2027-03-06', 1, '2027-03-08'],
    ['back from a Saturday', '2027-03-06', -1, '2027-03-05'],
    ['none from a working day', '2027-03-05', 0, '2027-03-05'],
    ['none from a Saturday', '2027-03-06', 0, '2027-03-08'],
    ['over 29 February', '2028-02-28', 2, '2028-03-01'],
    ['twenty', '2027-04-30', 20, '2027-06-01'],
  ])('counts %s (DD-10)', (_, from, days, to) => {
    expect(calendar.addWorkingDays(from, days, london)).toBe(to);
  });

  it('counts back the days that it counted on, from any day (DD-10)', () => {
    fc.assert(
      fc.property(aDate, fc.integer({ min: -60, max: 60 }).filter(Boolean), (date, days) => {
        const there = calendar.addWorkingDays(date, days, london);
        expect(calendar.isWorkingDay(there, london)).toBe(true);
        expect(calendar.workingDaysBetween(date, there, london)).toBe(days);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the neighbours of a day and the last working day of a month (DD-10)', () => {
    expect(calendar.nextWorkingDay('2027-03-25', london)).toBe('2027-03-30');
    expect(calendar.previousWorkingDay('2027-03-29', london)).toBe('2027-03-25');
    expect(calendar.lastWorkingDayOfMonth('2027-10', london)).toBe('2027-10-29');
    expect(calendar.lastWorkingDayOfMonth('2027-12-05', london)).toBe('2027-12-24');
  });

  it('takes holidays as a list as well as a set (DD-10)', () => {
    const listed = { ...london, holidays: bankHolidays(2027, 2027) };
    expect(calendar.isWorkingDay('2027-08-30', listed)).toBe(false);
  });

  it('refuses half days, times and days that do not exist (DD-10)', () => {
    expect(() => calendar.addWorkingDays('2027-03-03', 1.5, london)).toThrow(RangeError);
    expect(() => calendar.addDays('2027-02-30', 1)).toThrow(RangeError);
    expect(() => calendar.instantAt('2027-03-03', '25:00')).toThrow(RangeError);
    expect(
      ['2027-02-29', '2027-2-3', '20270203', '2027-02-03T10:00', ''].map(calendar.isPlainDate),
    ).toEqual([false, false, false, false, false]);
    expect(calendar.isPlainDate('2028-02-29')).toBe(true);
  });
});

describe('bank holidays of England and Wales', () => {
  // As published on GOV.UK.
  it.each([
    [2022, '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
    [2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
    [2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    [2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
    [2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
  ])('are those of %i, substitute days included (DD-10)', (year, days) => {
    expect(bankHolidays(year, year)).toEqual(days.split(' ').map((day) => `${year}-${day}`));
  });
});

describe('months and quarters', () => {
  it.each([
    ['2027-08-31', -6, '2027-02-28'],
    ['2028-08-31', -6, '2028-02-29'],
    ['2027-05-30', -3, '2027-02-28'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
  ])('count from %s by %i months to %s (DD-4)', (from, months, to) => {
    expect(calendar.addMonths(from, months)).toBe(to);
  });

  it('give the past six months as the window of practice (DD-4)', () => {
    expect(calendar.lookBack('2027-03-05', 6)).toEqual({ from: '2026-09-05', to: '2027-03-05' });
  });

  it('end where they end (DD-23)', () => {
    expect(calendar.endOfMonth('2028-02')).toBe('2028-02-29');
    expect(calendar.endOfMonth('2027-11-03')).toBe('2027-11-30');
    expect(calendar.quarterOf('2027-11-30')).toEqual({
      year: 2027,
      quarter: 4,
      from: '2027-10-01',
      to: '2027-12-31',
    });
  });

  it('hold every date in a quarter that the next one follows (DD-23)', () => {
    fc.assert(
      fc.property(aDate, (date) => {
        const { from, to, quarter } = calendar.quarterOf(date);
        expect(from <= date && date <= to).toBe(true);
        expect(calendar.quarterOf(calendar.addDays(to, 1)).quarter).toBe((quarter % 4) + 1);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the clock on the wall', () => {
  it.each([
    [
      'five o’clock on the last Friday before summer time',
      '2027-03-26',
      '17:00',
      '2027-03-26T17:00:00.000Z',
    ],
    [
      'five o’clock on the first Monday of summer time',
      '2027-03-29',
      '17:00',
      '2027-03-29T16:00:00.000Z',
    ],
    [
      'five o’clock on the last Friday of summer time',
      '2027-10-29',
      '17:00',
      '2027-10-29T16:00:00.000Z',
    ],
    [
      'five o’clock on the first Monday of winter time',
      '2027-11-01',
      '17:00',
      '2027-11-01T17:00:00.000Z',
    ],
    ['the half hour that spring skips', '2027-03-28', '01:30', '2027-03-28T01:30:00.000Z'],
    ['the half hour that comes twice in autumn', '2027-10-31', '01:30', '2027-10-31T00:30:00.000Z'],
  ])('shows %s (DD-10)', (_, date, time, instant) => {
    expect(calendar.instantAt(date, time)).toBe(instant);
  });

  it('takes the zone that it is given (DD-10)', () => {
    expect(calendar.instantAt('2027-07-01', '09:00', 'Europe/Paris')).toBe(
      '2027-07-01T07:00:00.000Z',
    );
    expect(calendar.dateOf('2027-07-01T22:30:00Z', 'Europe/Paris')).toBe('2027-07-02');
  });

  it.each([
    ['2027-06-30T23:30:00Z', '2027-07-01'],
    ['2027-12-31T23:30:00.000Z', '2027-12-31'],
    ['2027-03-28T00:59:59Z', '2027-03-28'],
  ])('shows at %s the date %s in London (DD-10)', (instant, date) => {
    expect(calendar.dateOf(instant)).toBe(date);
    expect(calendar.dateOf(new Date(instant))).toBe(date);
  });

  it('shows the date at every time of that date (DD-10)', () => {
    fc.assert(
      fc.property(aDate, fc.integer({ min: 0, max: 24 * 60 - 1 }), (date, minutes) => {
        const time = new Date(minutes * 60_000).toISOString().slice(11, 16);
        const instant = calendar.instantAt(date, time);
        expect(calendar.dateOf(instant)).toBe(date);
        expect(new Date(instant).toISOString()).toBe(instant);
      }),
    );
  });
});

describe('dates in words', () => {
  it('are written the British way (DD-10)', () => {
    expect(calendar.formatDate('2027-03-05')).toBe('Friday 5 March 2027');
    expect(calendar.formatMonth('2027-03')).toBe('March 2027');
  });
});
