import {
  addDays,
  addMonths,
  addWorkingDays,
  formatDate,
  formatMonth,
  isPlainDate,
  isWorkingDay,
  type PlainDate,
  type WorkingCalendar,
  workingDayBy,
  workingDaysBetween,
} from './calendar.ts';
import { type DateProblem, type DegreeDate, formatDegreeDate, outOfOrder } from './degree-dates.ts';
import type { Profile, StageSettings } from './profile.ts';
import { asksOfStage } from './stage-asks.ts';
import { rulesOf } from './stage-kinds.ts';

type ProfileDates = Profile['dates'];

/** Dates of an audit by their keys in the profile. */
export type DatesByKey = Record<string, DegreeDate>;

/** Where the profile's dates are counted from: the day on which the audit starts. */
export const startDateKey = 'start';

/**
 * The dates that a profile proposes for an audit that starts on a day, in the profile's order. A
 * date may be counted from one that is written after it.
 */
export function proposedDates(
  dates: ProfileDates,
  start: PlainDate,
  calendar: WorkingCalendar,
): Record<string, PlainDate> {
  const known: Record<string, PlainDate> = { [startDateKey]: start };
  const open = new Map(dates.map((date) => [date.key, date]));
  while (open.size > 0) {
    const ready = [...open.values()].find((date) => known[date.from] !== undefined);
    if (!ready) throw new Error(`dates that wait for one another: ${[...open.keys()].join(', ')}`);
    known[ready.key] = countedFrom(known[ready.from] ?? start, ready, calendar);
    open.delete(ready.key);
  }
  return Object.fromEntries(dates.map((date) => [date.key, known[date.key] ?? start]));
}

function countedFrom(
  from: PlainDate,
  { workingDays, days, months }: ProfileDates[number],
  calendar: WorkingCalendar,
): PlainDate {
  if (workingDays !== undefined) return addWorkingDays(from, workingDays, calendar);
  return workingDayBy(addDays(addMonths(from, months ?? 0), days ?? 0), calendar);
}

/** The keys of the dates that a stage hangs on. */
export function datesOfStage(stage: StageSettings): string[] {
  const keys = [
    ...asksOfStage(stage).flatMap(({ timings: { due } }) => ('date' in due ? [due.date] : [])),
    ...(rulesOf(stage).dates?.(stage) ?? []).map(({ key }) => key),
  ];
  return [...new Set(keys)];
}

/** The keys of the dates that say for which month something is wanted; there a month is enough. */
export function monthsAskedFor(profile: Profile): string[] {
  const keys = profile.stages.flatMap((stage) =>
    asksOfStage(stage).flatMap(({ timings: { due } }) =>
      'endOfMonth' in due ? [due.endOfMonth] : [],
    ),
  );
  return [...new Set(keys)];
}

/**
 * The keys of the dates that have to be a day from the beginning, because something falls due on
 * them and no stage before that waits for the day to be set.
 */
export function datesThatFallDue(profile: Profile): string[] {
  const waitedFor = new Set<string>();
  const due = new Set<string>();
  for (const stage of profile.stages) {
    for (const key of datesOfStage(stage)) {
      if (rulesOf(stage).waitsForDay) waitedFor.add(key);
      else if (!waitedFor.has(key)) due.add(key);
    }
  }
  return [...due];
}

/**
 * What is wrong with an audit's dates: not real, not before its start, out of order, a day missing
 * where something falls due on it. A date that `kept` already holds may lie in the past.
 */
export function auditDateProblems(
  profile: Profile,
  dates: DatesByKey,
  given: { today: PlainDate; kept?: DatesByKey },
): DateProblem[] {
  const due = datesThatFallDue(profile);
  const months = monthsAskedFor(profile);
  const steps = profile.dates.map(({ key, label }) => {
    return { key, label, date: dates[key] ?? ({ degree: 'unknown' } as const) };
  });
  const single = steps.flatMap(({ key, label, date }) => {
    const day = 'date' in date ? date.date : null;
    if (due.includes(key) && day === null) {
      return [{ key, message: `Enter a day for “${label}”: people are asked to answer by then.` }];
    }
    if (months.includes(key)) {
      const message = monthProblem(label, date, given);
      if (message) return [{ key, message }];
    }
    const kept = given.kept?.[key];
    const unchanged = kept !== undefined && 'date' in kept && kept.date === day;
    if (day !== null && isPlainDate(day) && day < given.today && !unchanged) {
      return [{ key, message: `${label} (${formatDate(day)}) has already passed.` }];
    }
    if (date.degree === 'month' && date.month < given.today.slice(0, 7)) {
      return [{ key, message: `${label} (${formatDegreeDate(date)}) has already passed.` }];
    }
    return [];
  });
  const reported = new Set(single.map((problem) => problem.key));
  return [...single, ...outOfOrder(steps).filter((problem) => !reported.has(problem.key))];
}

/** What is asked for a month is asked before it begins (FA-3); afterwards it may be this month's. */
function monthProblem(
  label: string,
  date: DegreeDate,
  given: { today: PlainDate; kept?: DatesByKey },
): string | null {
  if (date.degree === 'unknown') return `Enter the month of “${label}”: people are asked for it.`;
  const month = date.degree === 'month' ? date.month : date.date.slice(0, 7);
  if (given.kept || month > given.today.slice(0, 7)) return null;
  return `${label} (${formatMonth(month)}) has to be a month that has not begun yet.`;
}

/** Dates on which the partnership does not work: allowed, since a group may meet on any day. */
export function daysOff(
  profile: Profile,
  dates: DatesByKey,
  calendar: WorkingCalendar,
): { key: string; label: string; date: PlainDate }[] {
  return profile.dates.flatMap(({ key, label }) => {
    const date = dates[key];
    if (!date || !('date' in date) || !isPlainDate(date.date)) return [];
    return isWorkingDay(date.date, calendar) ? [] : [{ key, label, date: date.date }];
  });
}

export interface MovedDate {
  key: string;
  label: string;
  from: DegreeDate;
  to: DegreeDate;
}

/**
 * One date moved, with every date that hangs on it: each keeps its distance, in working days or in
 * what the profile counts it in, from the date that it is counted from. Dates that have passed stay, and so do those without a day, but
 * for those that have waited for the day of the one that is set.
 */
export function datesMoved(
  profile: Profile,
  dates: DatesByKey,
  move: { key: string; to: DegreeDate },
  given: { today: PlainDate; calendar: WorkingCalendar },
): MovedDate[] {
  const after: DatesByKey = { ...dates, [move.key]: move.to };
  const moved = new Set([move.key]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const far of profile.dates) {
      const { key, from } = far;
      if (moved.has(key) || !moved.has(from)) continue;
      const anchor = { before: dates[from], after: after[from] };
      const date =
        shifted(dates[key], anchor, { ...given, far }) ??
        proposed(dates[key], anchor, { ...given, far });
      if (!date) continue;
      after[key] = date;
      moved.add(key);
      grew = true;
    }
  }
  return profile.dates.flatMap(({ key, label }) => {
    const from = dates[key] ?? ({ degree: 'unknown' } as const);
    const to = after[key] ?? from;
    return moved.has(key) && !sameDate(from, to) ? [{ key, label, from, to }] : [];
  });
}

function shifted(
  date: DegreeDate | undefined,
  anchor: { before: DegreeDate | undefined; after: DegreeDate | undefined },
  given: { today: PlainDate; calendar: WorkingCalendar; far: ProfileDates[number] },
): DegreeDate | null {
  if (!date || !('date' in date) || date.date < given.today) return null;
  const { before, after } = anchor;
  if (!before || !after || !('date' in before) || !('date' in after)) return null;
  const { far, calendar } = given;
  // A date of days or months keeps to them, as long as nobody has chosen another day for it.
  if (far.workingDays === undefined && countedFrom(before.date, far, calendar) === date.date) {
    return { ...date, date: countedFrom(after.date, far, calendar) };
  }
  const distance = workingDaysBetween(before.date, date.date, given.calendar);
  return { ...date, date: addWorkingDays(after.date, distance, given.calendar) };
}

/** What the profile proposes for a date that had no day because the one it is counted from had none. */
function proposed(
  date: DegreeDate | undefined,
  anchor: { before: DegreeDate | undefined; after: DegreeDate | undefined },
  given: { today: PlainDate; calendar: WorkingCalendar; far: ProfileDates[number] },
): DegreeDate | null {
  const { before, after } = anchor;
  if (!after || !('date' in after) || (before && 'date' in before)) return null;
  if (date && 'date' in date) return null;
  const day = countedFrom(after.date, given.far, given.calendar);
  return { degree: after.degree, date: day < given.today ? given.today : day };
}

export function sameDate(a: DegreeDate, b: DegreeDate): boolean {
  return JSON.stringify(fieldsOf(a)) === JSON.stringify(fieldsOf(b));
}

function fieldsOf(date: DegreeDate): string[] {
  if (date.degree === 'unknown') return [date.degree];
  return [date.degree, date.degree === 'month' ? date.month : date.date];
}
