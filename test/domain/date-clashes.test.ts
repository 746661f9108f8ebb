import { describe, expect, it } from 'vitest';
import {
  type AuditWithDates,
  type ClashableDate,
  type DateClash,
  dateClashes,
  easiestToMove,
} from '../../domain/date-clashes.ts';
import { everyWeekday } from '../../domain/date-rules.ts';

const schoolTerms = [
  { from: '2027-01-04', to: '2027-03-26' },
  { from: '2027-04-12', to: '2027-07-21' },
];

function audit(key: string, dates: Partial<ClashableDate & { day: string }>[], schools = false) {
  return {
    key,
    name: `audit ${key}`,
    schools,
    dates: dates.map(({ day = '2027-05-05', ...date }) => ({
      key: 'discussion',
      label: 'Discussion',
      what: 'meeting' as const,
      agencies: ['police'],
      date: { degree: 'fixed' as const, date: day },
      ...date,
    })),
  } satisfies AuditWithDates;
}
const told = (...audits: AuditWithDates[]) =>
  dateClashes(audits, { calendar: everyWeekday, schoolTerms }).map((clash: DateClash) => {
    const dates = clash.dates.map(({ audit: of, day }) => `${of} ${day}`).join(', ');
    return `${clash.kind}: ${dates}${'agencies' in clash ? ` (${clash.agencies ?? 'any'})` : ''}`;
  });

describe('dates of audits', () => {
  it('clash where two meetings of one agency are on one day', () => {
    const both = { agencies: ['housing', 'police'] };
    expect(told(audit('1', [{}]), audit('2', [both]))).toEqual([
      'same-day: 1 2027-05-05, 2 2027-05-05 (police)',
    ]);
    expect(told(audit('1', [{}]), audit('2', [{ agencies: ['housing'] }]))).toEqual([]);
    expect(told(audit('1', [{}]), audit('2', [{ day: '2027-05-06' }]))).toEqual([]);
    expect(told(audit('1', [{}, { key: 'second' }]))).toEqual([]);
  });

  it('clash with those of an audit of which nobody knows yet whom it takes', () => {
    expect(told(audit('1', [{}]), audit('2', [{ agencies: null }]))).toEqual([
      'same-day: 1 2027-05-05, 2 2027-05-05 (any)',
    ]);
  });

  it('clash where an agency owes something for several audits within three working days', () => {
    const due = (day: string) => [{ what: 'deadline' as const, day }];
    expect(
      told(
        audit('1', due('2027-05-06')),
        audit('2', due('2027-05-11')),
        audit('3', due('2027-05-12')),
      ),
    ).toEqual(['same-few-days: 1 2027-05-06, 2 2027-05-11 (police)']);
  });

  it('clash with a day on which nobody works, and with school holidays where schools are asked', () => {
    expect(told(audit('1', [{ day: '2027-05-08' }]))).toEqual(['closed: 1 2027-05-08']);
    expect(told(audit('1', [{ day: '2027-04-07' }]))).toEqual([]);
    expect(told(audit('1', [{ day: '2027-04-07' }], true))).toEqual([
      'school-holidays: 1 2027-04-07',
    ]);
    expect(told(audit('1', [{ day: '2027-04-07', what: 'office' }], true))).toEqual([]);
    // Nobody has said what is term after July.
    expect(told(audit('1', [{ day: '2027-08-11' }], true))).toEqual([]);
  });

  it('without a day clash with nothing', () => {
    const date = { degree: 'month' as const, month: '2027-05' };
    expect(told(audit('1', [{ date }]), audit('2', [{ date }]))).toEqual([]);
  });
});

describe('the date that is moved', () => {
  const date = (name: string, provisional: boolean) => {
    return { audit: name, name, key: 'day', label: 'Day', day: '2027-05-05', provisional };
  };

  it('is a provisional one before a fixed one, and the last audit’s before an earlier one’s', () => {
    const moved = (...dates: ReturnType<typeof date>[]) => easiestToMove(dates)?.audit;
    expect(moved(date('1', true), date('2', false))).toBe('1');
    expect(moved(date('1', false), date('2', false))).toBe('2');
    expect(moved(date('1', true), date('2', true))).toBe('2');
  });
});
