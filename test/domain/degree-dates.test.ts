import { describe, expect, it } from 'vitest';
import { type DegreeDate, formatDegreeDate, outOfOrder } from '../../domain/degree-dates.ts';

const fixed = (date: string): DegreeDate => ({ degree: 'fixed', date });
const provisional = (date: string): DegreeDate => ({ degree: 'provisional', date });
const month = (month: string): DegreeDate => ({ degree: 'month', month });
const unknown: DegreeDate = { degree: 'unknown' };

const steps = (...dates: DegreeDate[]) =>
  dates.map((date, at) => ({ key: `step-${at}`, label: `Step ${at}`, date }));
const offenders = (...dates: DegreeDate[]) => outOfOrder(steps(...dates)).map(({ key }) => key);

describe('the order of an audit’s dates', () => {
  it('accepts dates one after another, also on the same day (DD-10)', () => {
    const dates = ['2022-07-04', '2022-08-05', '2022-08-19', '2022-09-06', '2022-09-06'].map(fixed);
    expect(offenders(...dates)).toEqual([]);
  });

  it('says which date comes before which (DD-10)', () => {
    const [problem] = outOfOrder([
      { key: 'tools', label: 'Tools due', date: fixed('2027-03-05') },
      { key: 'meeting', label: 'Discussion', date: provisional('2027-03-04') },
    ]);
    expect(problem).toEqual({
      key: 'meeting',
      message:
        'Discussion (Thursday 4 March 2027 (provisional)) is before Tools due (Friday 5 March 2027): it has to come after it.',
    });
  });

  it.each([
    ['a month may hold a date that should come later', [fixed('2022-09-13'), month('2022-09')], []],
    [
      'a month may hold a date that should come earlier',
      [month('2022-09'), fixed('2022-09-01')],
      [],
    ],
    ['a month that is over is out of order', [fixed('2022-10-01'), month('2022-09')], ['step-1']],
    [
      'a date before the month is out of order',
      [month('2022-09'), fixed('2022-08-31')],
      ['step-1'],
    ],
    ['what is unknown is in no order', [fixed('2022-09-13'), unknown, fixed('2022-09-14')], []],
    [
      'dates are compared past an unknown one',
      [fixed('2022-09-13'), unknown, fixed('2022-09-12')],
      ['step-2'],
    ],
    [
      'a late date makes no second offender',
      [fixed('2022-09-13'), fixed('2022-09-01'), fixed('2022-09-20')],
      ['step-1'],
    ],
    [
      'every date is held against the latest before it',
      [fixed('2022-09-13'), fixed('2022-09-01'), fixed('2022-09-02')],
      ['step-1', 'step-2'],
    ],
    ['a day that does not exist', [fixed('2022-02-30'), month('2022-13')], ['step-0', 'step-1']],
  ])('%s (DD-10)', (_, dates, expected) => {
    expect(offenders(...dates)).toEqual(expected);
  });

  it('shows how well a date is known (DD-10)', () => {
    const shown = [fixed('2022-11-11'), provisional('2022-11-11'), month('2022-09'), unknown];
    expect(shown.map(formatDegreeDate)).toEqual([
      'Friday 11 November 2022',
      'Friday 11 November 2022 (provisional)',
      'September 2022, day to be set',
      'day to be set',
    ]);
  });
});
