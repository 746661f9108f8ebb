import { describe, expect, it } from 'vitest';
import { type CoverDays, checkCover, standInOn } from '../../domain/cover.ts';

const days = (contactId: string, coveredById: string, from = '2027-08-02', to = '2027-08-13') => {
  return { id: `${contactId} ${from}`, contactId, coveredById, from, to } satisfies CoverDays;
};
const line = ['owen', 'judith', 'nadia', 'sam'];

describe('who acts for somebody', () => {
  it('is they themselves while they are there', () => {
    expect(standInOn([days('owen', 'judith')], line)('nadia')).toBe('nadia');
  });

  it('is the one named while they are away', () => {
    expect(standInOn([days('nadia', 'sam')], line)('nadia')).toBe('sam');
  });

  it('is the next in line who is there, where the one named is away too', () => {
    const away = [days('nadia', 'owen'), days('owen', 'nadia')];
    expect(standInOn(away, line)('nadia')).toBe('judith');
    expect(standInOn(away, line)('owen')).toBe('judith');
  });

  it('is the next in line, where the one named may no longer act', () => {
    expect(standInOn([days('nadia', 'ruth')], line)('nadia')).toBe('owen');
  });

  it('is never one of those excepted', () => {
    const except = new Set(['owen', 'judith']);
    expect(standInOn([days('nadia', 'owen')], line)('nadia', except)).toBe('sam');
  });

  it('is they themselves after all, where nobody is there', () => {
    expect(standInOn([days('nadia', 'owen')], ['nadia'])('nadia')).toBe('nadia');
  });
});

describe('days away', () => {
  const people = new Map([['owen', 'Owen Fairley']]);
  const check = (
    typed: { from?: string; to?: string; coveredById?: string },
    given: { began?: string; others?: CoverDays[] } = {},
  ) =>
    checkCover(
      { from: '2 8 2027', to: '13 August 2027', coveredById: 'owen', ...typed },
      { today: '2027-07-20', began: null, others: [], people, ...given },
    );
  const problems = (...given: Parameters<typeof check>) => {
    const checked = check(...given);
    return checked.ok ? [] : checked.problems.map(({ field, message }) => `${field}: ${message}`);
  };

  it('are read as people write dates', () => {
    expect(check({})).toEqual({
      ok: true,
      from: '2027-08-02',
      to: '2027-08-13',
      coveredById: 'owen',
    });
    expect(check({ from: '20/7/27', to: '20.7.2027' }).ok).toBe(true);
  });

  it('that have passed are refused with the first that can be set', () => {
    expect(problems({ from: '19 7 2027' })).toEqual([
      'from: The first day away has passed. Enter today, Tuesday 20 July 2027, or later.',
    ]);
    expect(
      problems({ from: '1 7 2027', to: '2 7 2027' }).map((each) => each.split(':')[0]),
    ).toEqual(['from', 'to']);
  });

  it('that have begun keep their first day when they are changed', () => {
    expect(problems({ from: '1 7 2027' }, { began: '2027-07-01' })).toEqual([]);
    expect(problems({ from: '2 7 2027' }, { began: '2027-07-01' })).toHaveLength(1);
  });

  it('that overlap are refused, naming those that stand', () => {
    const others = [days('nadia', 'owen', '2027-08-13', '2027-08-20')];
    expect(problems({}, { others })).toEqual([
      'from: These days overlap with Friday 13 August 2027 to Friday 20 August 2027, covered by Owen Fairley. Change those days instead.',
    ]);
    expect(problems({ to: '12 8 2027' }, { others })).toEqual([]);
  });

  it('want a first and a last day in order, at most a year, and somebody who can cover', () => {
    expect(problems({ from: 'soon', to: '', coveredById: '' })).toEqual([
      'from: Enter the first day away, such as 27 3 2027.',
      'to: Enter the last day away, such as 9 4 2027.',
      'coveredById: Choose who covers.',
    ]);
    expect(problems({ to: '1 8 2027' })[0]).toContain('is before the first');
    expect(problems({ to: '2 8 2028' })[0]).toContain('longer than a year');
    expect(problems({ coveredById: 'nadia' })).toEqual(['coveredById: Choose who covers.']);
  });
});
