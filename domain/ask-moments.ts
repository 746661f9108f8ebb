import {
  addDays,
  addWorkingDays,
  dateOf,
  instantAt,
  isWorkingDay,
  lastWorkingDayOfMonth,
  nextWorkingDay,
  type PlainDate,
  type WorkingCalendar,
  workingDayBy,
} from './calendar.ts';
import type { DegreeDate } from './degree-dates.ts';
import type { AskTimings } from './stages/asks.ts';
import type { Moment, MomentKind } from './waits.ts';

/** What turns a profile's working days into instants for one audit. */
export interface AuditClock {
  calendar: WorkingCalendar;
  /** "09:00": when letters leave on a working day. */
  lettersLeave: string;
  /** "17:00": when a date falls due. */
  closeOfDay: string;
  /** The audit's own dates by their keys, as they stand now. */
  dates: Record<string, string>;
  /** Those of which only the month is known, as "YYYY-MM". */
  months?: Record<string, string>;
}

/** Letters leave at once in office hours, otherwise when the next working day begins. */
export function letterLeavesAt(now: string, clock: AuditClock): string {
  const { calendar, lettersLeave, closeOfDay } = clock;
  const today = dateOf(now, calendar.zone);
  if (!isWorkingDay(today, calendar)) return morning(nextWorkingDay(today, calendar), clock);
  if (now < instantAt(today, lettersLeave, calendar.zone)) return morning(today, clock);
  if (now < instantAt(today, closeOfDay, calendar.zone)) return now;
  return morning(addWorkingDays(today, 1, calendar), clock);
}

/**
 * News of a change leaves as what is asked does, but at once where one of the days that it tells of
 * would have begun before anybody reads it.
 */
export function newsLeavesAt(now: string, days: readonly PlainDate[], clock: AuditClock): string {
  const { zone } = clock.calendar;
  const leaves = letterLeavesAt(now, clock);
  const today = dateOf(now, zone);
  const tooLate = days.some((day) => day >= today && day <= dateOf(leaves, zone));
  return tooLate ? now : leaves;
}

/** The due date of something asked now: counted in working days, or one of the audit's dates. */
export function dueDateOf(timings: AskTimings, now: string, clock: AuditClock): string {
  const asked = dateOf(letterLeavesAt(now, clock), clock.calendar.zone);
  const key = dateOfDue(timings.due);
  if ('days' in timings.due) {
    const by = workingDayBy(addDays(asked, timings.due.days), clock.calendar);
    return by > asked ? by : addWorkingDays(asked, 1, clock.calendar);
  }
  if (key === null) return addWorkingDays(asked, dayCount(timings.due), clock.calendar);
  const date = clock.dates[key] ?? ('endOfMonth' in timings.due ? clock.months?.[key] : undefined);
  if (!date) throw new Error(`the audit has no date "${key}"`);
  const due = dueAround(timings.due, date, clock.calendar);
  // A date that has passed before anybody was asked would close the ask unseen.
  return due > asked ? due : addWorkingDays(asked, 1, clock.calendar);
}

/** The key of the date on which a due date hangs; null where it is counted from the asking. */
export function dateOfDue(due: AskTimings['due']): string | null {
  if ('endOfMonth' in due) return due.endOfMonth;
  return 'date' in due ? due.date : null;
}

/** What a due date is counted from; a month will do where it is the month's last working day. */
export function dueOn(due: AskTimings['due'], date: DegreeDate): string | null {
  if ('date' in date) return date.date;
  return date.degree === 'month' && 'endOfMonth' in due ? date.month : null;
}

function dayCount(due: AskTimings['due']): number {
  return 'workingDays' in due ? due.workingDays : 0;
}

/** The due date that hangs on one of the audit's dates; of a month, its last working day. */
export function dueAround(
  due: AskTimings['due'],
  date: PlainDate,
  calendar: WorkingCalendar,
): PlainDate {
  if ('endOfMonth' in due) return lastWorkingDayOfMonth(date, calendar);
  if ('days' in due) return date;
  return due.workingDays === 0 ? date : addWorkingDays(date, due.workingDays, calendar);
}

/** Everything that the clock will do to an ask, in order. */
export function momentsOf(
  timings: AskTimings,
  given: { now: string; dueDate: string },
  clock: AuditClock,
): Moment[] {
  const asked = firstLetterAt(timings, given, clock);
  const at = (what: MomentKind, days: number): Moment => ({
    what,
    at: morning(addWorkingDays(given.dueDate, days, clock.calendar), clock),
  });
  const moments: Moment[] = [
    { what: 'ask', at: asked },
    ...timings.remindWorkingDaysBefore.map((days) => at('remind', -days)),
    ...timings.chaseWorkingDaysAfter.map((days) => at('chase', days)),
    ...(timings.escalate ? [at('escalate', timings.escalate.workingDaysAfter)] : []),
    ...closing(timings, given.dueDate, clock),
  ];
  return moments
    .filter((moment) => moment.what === 'ask' || moment.at > asked)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** When the letter that asks leaves: now, unless the profile keeps it until nearer the due date. */
function firstLetterAt(
  timings: AskTimings,
  given: { now: string; dueDate: string },
  clock: AuditClock,
): string {
  const soonest = letterLeavesAt(given.now, clock);
  if (timings.askWorkingDaysBefore === undefined) return soonest;
  const kept = addWorkingDays(given.dueDate, -timings.askWorkingDaysBefore, clock.calendar);
  const [, later = soonest] = [soonest, morning(kept, clock)].sort();
  return later;
}

/**
 * The moments of an ask that is given a new due date: what has happened stays, what was still to
 * come is counted anew.
 */
export function movedMoments(
  before: Moment[],
  timings: AskTimings,
  given: { now: string; dueDate: string },
  clock: AuditClock,
): Moment[] {
  const passed = before.filter((moment) => moment.passedAt);
  const asked = passed.some((moment) => moment.what === 'ask');
  const fresh = momentsOf(timings, given, clock).filter(
    (moment) =>
      !(asked && moment.what === 'ask') && (moment.what === 'ask' || moment.at > given.now),
  );
  return [...passed, ...fresh];
}

/**
 * Which letter is due now and whether the ask closes. After days of standstill the earlier letters
 * collapse into one; somebody who was never asked is asked rather than reminded.
 */
export function dueNow(
  moments: Moment[],
  now: string,
): {
  letter: Extract<MomentKind, 'ask' | 'remind' | 'chase'> | null;
  escalates: boolean;
  closes: boolean;
} {
  const due = moments.filter((moment) => !moment.passedAt && moment.at <= now);
  const whats = due.map((moment) => moment.what);
  const closes = whats.includes('close');
  const letter = whats.includes('ask') ? 'ask' : whats.findLast(isLetter);
  return {
    letter: closes ? null : (letter ?? null),
    escalates: whats.includes('escalate'),
    closes,
  };
}

function isLetter(what: MomentKind): what is 'ask' | 'remind' | 'chase' {
  return what === 'ask' || what === 'remind' || what === 'chase';
}

function closing(timings: AskTimings, dueDate: string, clock: AuditClock): Moment[] {
  if (timings.closeWorkingDaysAfter === undefined) return [];
  const day = addWorkingDays(dueDate, timings.closeWorkingDaysAfter, clock.calendar);
  return [{ what: 'close', at: instantAt(day, clock.closeOfDay, clock.calendar.zone) }];
}

function morning(date: string, clock: AuditClock): string {
  return instantAt(date, clock.lettersLeave, clock.calendar.zone);
}
