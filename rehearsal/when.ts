import {
  addDays,
  addWorkingDays,
  dateOf,
  formatDate,
  instantAt,
  type WorkingCalendar,
  workingDaysBetween,
} from '../domain/calendar.ts';
import type { Moment } from '../domain/waits.ts';
import type { Ask } from '../prisma/client/client.ts';

/** When somebody acts who was asked for something: counted from being asked, or from the due date. */
export interface Delay {
  workingDays?: number | undefined;
  hours?: number | undefined;
  /** Working days after the date by which they were first asked to answer. */
  lateWorkingDays?: number | undefined;
  /** The first such day then: "friday". */
  on?: string | undefined;
  /** "16:30" on that day. */
  at?: string | undefined;
}

// After the morning's letters, before the day closes.
const usualHour = '10:00';
const hourMs = 3_600_000;

/** The instant of the letter that asked; null where it has not left. */
export function askedAt({ askedAt: written, moments }: Ask): Date | null {
  const told = moments as unknown as Moment[];
  const asked = told.find(({ what }) => what === 'ask');
  // Somebody up the ladder of a concern is told at once and has no moments of their own.
  if (!asked) return written;
  return asked.passedAt ? new Date(asked.passedAt) : null;
}

/** When whoever is punctual answers: half-way to the due date, or on it. */
export function usualInstant(
  ask: Ask,
  given: { asked: Date; when: 'half-way' | 'on-its-day'; calendar: WorkingCalendar },
): Date {
  const { asked, when, calendar } = given;
  if (ask.concernId) return new Date((asked.getTime() + ask.dueAt.getTime()) / 2);
  const { zone } = calendar;
  const from = dateOf(asked, zone);
  const days = workingDaysBetween(from, ask.dueDate, calendar);
  const day =
    when === 'on-its-day' ? ask.dueDate : addWorkingDays(from, Math.ceil(days / 2), calendar);
  const at = new Date(instantAt(day > from ? day : from, usualHour, zone));
  return soonestAfter(asked, at);
}

/** The instant of a delay. */
export function delayedInstant(
  ask: Ask,
  delay: Delay,
  given: { asked: Date; calendar: WorkingCalendar },
): Date {
  const { asked, calendar } = given;
  const { zone } = calendar;
  if (delay.hours !== undefined) return new Date(asked.getTime() + delay.hours * hourMs);
  const counted =
    delay.lateWorkingDays === undefined
      ? addWorkingDays(dateOf(asked, zone), delay.workingDays ?? 0, calendar)
      : addWorkingDays(ask.firstDueDate, delay.lateWorkingDays, calendar);
  const day = delay.on ? firstOn(delay.on, counted) : counted;
  return soonestAfter(asked, new Date(instantAt(day, delay.at ?? usualHour, zone)));
}

/** Nobody answers before they were asked. */
function soonestAfter(asked: Date, at: Date): Date {
  return at > asked ? at : new Date(asked.getTime() + hourMs);
}

function firstOn(weekday: string, from: string): string {
  let day = from;
  while (!formatDate(day).toLowerCase().startsWith(weekday)) day = addDays(day, 1);
  return day;
}
