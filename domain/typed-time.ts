import { Temporal as Calendar } from 'temporal-polyfill';
import { addDays, dateOf, instantAt } from './calendar.ts';

/** "18:10", "18.10", "1810", "6.10pm" or "6 pm" as "HH:MM"; null where it is no time of day. */
export function readTypedTime(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?$/i.exec(typed.trim());
  if (!found) return null;
  const [, hours = '', minutes, half] = found;
  // A bare "6" may be either half of the day.
  if (minutes === undefined && !half) return null;
  const hour = half ? in24(Number(hours), half.toLowerCase()) : Number(hours);
  const minute = Number(minutes ?? 0);
  if (hour === null || hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function in24(hour: number, half: string): number | null {
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** The latest instant not after `now` at which a clock on the wall showed "HH:MM". */
export function lastInstantAt(time: string, now: Date, zone: string): Date {
  const today = dateOf(now, zone);
  const at = new Date(instantAt(today, time, zone));
  return at <= now ? at : new Date(instantAt(addDays(today, -1), time, zone));
}

/** "HH:MM" as a clock on the wall shows it. */
export function timeAt(instant: Date, zone: string): string {
  const at = Calendar.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}
