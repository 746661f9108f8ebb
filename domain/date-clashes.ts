import {
  isWorkingDay,
  type PlainDate,
  type WorkingCalendar,
  workingDaysBetween,
} from './calendar.ts';
import { isSchoolHoliday, type SchoolTerm } from './contact-calendar.ts';
import type { DegreeDate } from './degree-dates.ts';

/** A date of an audit as it may clash with others. */
export interface ClashableDate {
  key: string;
  label: string;
  date: DegreeDate;
  /**
   * meeting: people come together; deadline: agencies send something by then; span: something begins
   * or ends; office: only the business unit does something.
   */
  what: 'meeting' | 'deadline' | 'span' | 'office';
  /** The agencies that it takes; null while nobody knows, so that it may be any. */
  agencies: readonly string[] | null;
}

export interface AuditWithDates {
  key: string;
  name: string;
  /** Whether anybody takes part who is away in the school holidays. */
  schools: boolean;
  dates: readonly ClashableDate[];
}

/** One of the dates that clash. */
export interface ClashingDate {
  audit: string;
  name: string;
  key: string;
  label: string;
  day: PlainDate;
  provisional: boolean;
}

export type DateClash =
  | { kind: 'closed' | 'school-holidays'; dates: [ClashingDate] }
  /** `agencies` are those that two of the dates take; null where it may be any. */
  | { kind: 'same-day' | 'same-few-days'; dates: ClashingDate[]; agencies: string[] | null };

/** Deadlines of one agency in several audits that are no further apart want the same days' work. */
const fewWorkingDays = 3;

/** Days on which nobody works or no school is open, and what falls together for an agency. */
export function dateClashes(
  audits: readonly AuditWithDates[],
  given: { calendar: WorkingCalendar; schoolTerms: readonly SchoolTerm[] },
): DateClash[] {
  const held = audits.flatMap((audit) =>
    audit.dates.flatMap(({ date, ...rest }): Held[] =>
      'date' in date
        ? [{ ...rest, audit, day: date.date, provisional: date.degree === 'provisional' }]
        : [],
    ),
  );
  const earliestFirst = held.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const of = (what: ClashableDate['what']) => earliestFirst.filter((each) => each.what === what);
  return [
    ...held.flatMap((each) => dayOff(each, given)),
    ...together('same-day', of('meeting'), (a, b) => a.day === b.day),
    ...together('same-few-days', of('deadline'), (a, b) => {
      return workingDaysBetween(a.day, b.day, given.calendar) <= fewWorkingDays;
    }),
  ];
}

/**
 * Which of several dates is the easiest to move: one that is provisional, and of those the one of the
 * audit that was named last, which has begun last or not yet.
 */
export function easiestToMove(dates: readonly ClashingDate[]): ClashingDate | undefined {
  return dates.findLast(({ provisional }) => provisional) ?? dates.at(-1);
}

/** A clash that somebody has said is meant, with its dates as they stood. */
export interface MeantClash {
  kind: string;
  dates: readonly Pick<ClashingDate, 'audit' | 'key' | 'day'>[];
}

/** Whether all that clashes was meant: a date that has moved, or one more, makes another clash of it. */
export function isMeant({ kind, dates }: DateClash, meant: readonly MeantClash[]): boolean {
  return meant.some(
    (each) =>
      each.kind === kind &&
      dates.every(({ audit, key, day }) =>
        each.dates.some((one) => one.audit === audit && one.key === key && one.day === day),
      ),
  );
}

interface Held extends Omit<ClashableDate, 'date'> {
  audit: AuditWithDates;
  day: PlainDate;
  provisional: boolean;
}

function dayOff(
  held: Held,
  { calendar, schoolTerms }: Parameters<typeof dateClashes>[1],
): DateClash[] {
  if (!isWorkingDay(held.day, calendar)) return [{ kind: 'closed', dates: [asClashing(held)] }];
  const away = held.audit.schools && held.what !== 'office';
  if (!away || !isSchoolHoliday(held.day, schoolTerms)) return [];
  return [{ kind: 'school-holidays', dates: [asClashing(held)] }];
}

/** Dates of several audits that are near one another and take the same agencies, each in one clash. */
function together(
  kind: 'same-day' | 'same-few-days',
  held: readonly Held[],
  areNear: (earlier: Held, later: Held) => boolean,
): DateClash[] {
  const clashes: DateClash[] = [];
  const done = new Set<Held>();
  for (const first of held) {
    if (done.has(first)) continue;
    const near = held.filter((each) => !done.has(each) && each.day >= first.day);
    const others = near.filter(
      (each) =>
        each.audit !== first.audit && areNear(first, each) && shared(first, each) !== 'none',
    );
    if (others.length === 0) continue;
    const all = [first, ...others];
    for (const each of all) done.add(each);
    clashes.push({ kind, dates: inOrderOf(held, all).map(asClashing), agencies: sharedBy(all) });
  }
  return clashes;
}

function inOrderOf(held: readonly Held[], some: readonly Held[]): Held[] {
  return held.filter((each) => some.includes(each));
}

function shared(a: Held, b: Held): string[] | 'any' | 'none' {
  if (a.agencies === null || b.agencies === null) return 'any';
  const own = new Set(a.agencies);
  const both = b.agencies.filter((agency) => own.has(agency));
  return both.length > 0 ? both : 'none';
}

function sharedBy([first, ...others]: readonly Held[]): string[] | null {
  const agencies = new Set<string>();
  for (const other of others) {
    const both = first ? shared(first, other) : 'none';
    if (both === 'any') return null;
    if (both !== 'none') for (const agency of both) agencies.add(agency);
  }
  return [...agencies].sort();
}

function asClashing({ audit, key, label, day, provisional }: Held): ClashingDate {
  return { audit: audit.key, name: audit.name, key, label, day, provisional };
}
