import { Temporal as Calendar } from 'temporal-polyfill';

/** A calendar date as "YYYY-MM-DD", without time or zone. */
export type PlainDate = string;

/** The days on which a partnership works: not weekends, not bank holidays, not its closure days. */
export interface WorkingCalendar {
  /** IANA name, e.g. "Europe/London". */
  zone: string;
  holidays: ReadonlySet<PlainDate> | readonly PlainDate[];
  closures: ReadonlySet<PlainDate> | readonly PlainDate[];
}

export const defaultZone = 'Europe/London';

/** Whether a text is a real date written "YYYY-MM-DD". */
export function isPlainDate(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return parse(date).add({ days }).toString();
}

/** The same day of another month, or that month's last day where it has no such day. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  return parse(date).add({ months }, { overflow: 'constrain' }).toString();
}

/** Whole years from a date of birth to another date. */
export function ageOn(born: PlainDate, date: PlainDate): number {
  return parse(born).until(parse(date), { largestUnit: 'years' }).years;
}

/** The last day of the month of a date or of a month "YYYY-MM". */
export function endOfMonth(dateOrMonth: string): PlainDate {
  const first = firstOfMonth(dateOrMonth);
  return first.with({ day: first.daysInMonth }).toString();
}

export interface Quarter {
  year: number;
  quarter: 1 | 2 | 3 | 4;
  from: PlainDate;
  to: PlainDate;
}

/** The quarter of the calendar year, first and last day included. */
export function quarterOf(date: PlainDate): Quarter {
  const { year, month } = parse(date);
  const quarter = Math.ceil(month / 3) as Quarter['quarter'];
  const from = Calendar.PlainDate.from({ year, month: quarter * 3 - 2, day: 1 });
  return { year, quarter, from: from.toString(), to: endOfMonth(addMonths(from.toString(), 2)) };
}

/** The window of practice that ends on the anchor date and goes back a number of months. */
export function lookBack(anchor: PlainDate, months: number): { from: PlainDate; to: PlainDate } {
  return { from: addMonths(anchor, -months), to: anchor };
}

export function isWorkingDay(date: PlainDate, calendar: WorkingCalendar): boolean {
  return isWorking(parse(date), calendar);
}

/** A day as it passes, or the working day before it where it is a day off: never later than counted. */
export function workingDayBy(date: PlainDate, calendar: WorkingCalendar): PlainDate {
  return isWorkingDay(date, calendar) ? date : previousWorkingDay(date, calendar);
}

/** The first working day after a date. */
export function nextWorkingDay(date: PlainDate, calendar: WorkingCalendar): PlainDate {
  return addWorkingDays(date, 1, calendar);
}

/** The last working day before a date. */
export function previousWorkingDay(date: PlainDate, calendar: WorkingCalendar): PlainDate {
  return addWorkingDays(date, -1, calendar);
}

/**
 * Counts working days on from a date, or back where the number is negative; the date itself is not
 * counted. With 0 it is the date itself, or the next working day where it is none.
 */
export function addWorkingDays(
  date: PlainDate,
  workingDays: number,
  calendar: WorkingCalendar,
): PlainDate {
  if (!Number.isSafeInteger(workingDays)) throw new RangeError(`not whole days: ${workingDays}`);
  const step = { days: workingDays < 0 ? -1 : 1 };
  let day = parse(date);
  if (workingDays === 0) while (!isWorking(day, calendar)) day = day.add(step);
  for (let left = Math.abs(workingDays); left > 0; ) {
    day = day.add(step);
    if (isWorking(day, calendar)) left -= 1;
  }
  return day.toString();
}

/**
 * How many working days lie after the first date up to and including the second; negative where
 * the second is the earlier one. It undoes addWorkingDays.
 */
export function workingDaysBetween(
  from: PlainDate,
  to: PlainDate,
  calendar: WorkingCalendar,
): number {
  const end = parse(to);
  let day = parse(from);
  const step = Calendar.PlainDate.compare(end, day);
  let count = 0;
  while (!day.equals(end)) {
    day = day.add({ days: step });
    if (isWorking(day, calendar)) count += step;
  }
  return count;
}

/** The last working day of the month of a date or of a month "YYYY-MM". */
export function lastWorkingDayOfMonth(dateOrMonth: string, calendar: WorkingCalendar): PlainDate {
  return previousWorkingDay(addDays(endOfMonth(dateOrMonth), 1), calendar);
}

/**
 * The instant at which a wall clock shows "HH:MM" on a date, written as Date.toISOString() writes
 * it, so that the two can be compared as text. A time skipped in spring is taken an hour later; of
 * a time that comes twice in autumn, the first.
 */
export function instantAt(date: PlainDate, time: string, zone: string = defaultZone): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`not a time "HH:MM": ${time}`);
  return parse(date)
    .toZonedDateTime({ timeZone: zone, plainTime: Calendar.PlainTime.from(time) })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

/** The date that a calendar on the wall shows at an instant. */
export function dateOf(instant: string | Date, zone: string = defaultZone): PlainDate {
  const text = typeof instant === 'string' ? instant : instant.toISOString();
  return Calendar.Instant.from(text).toZonedDateTimeISO(zone).toPlainDate().toString();
}

const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** From Monday (1) to Sunday (7). */
export function weekdayOf(date: PlainDate): number {
  return parse(date).dayOfWeek;
}

/** "Friday 5 March 2027". Spelt out here because Intl's punctuation differs between releases. */
export function formatDate(date: PlainDate): string {
  const day = parse(date);
  return `${weekdays[day.dayOfWeek - 1]} ${day.day} ${formatMonth(date)}`;
}

/** "March 2027", of a date or of a month "YYYY-MM". */
export function formatMonth(dateOrMonth: string): string {
  const first = firstOfMonth(dateOrMonth);
  return `${months[first.month - 1]} ${first.year}`;
}

function firstOfMonth(dateOrMonth: string): Calendar.PlainDate {
  return parse(/^\d{4}-\d{2}$/.test(dateOrMonth) ? `${dateOrMonth}-01` : dateOrMonth).with({
    day: 1,
  });
}

// The library also takes times, offsets and other calendars; here only the plain form is a date.
function parse(date: PlainDate): Calendar.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new RangeError(`not a date "YYYY-MM-DD": ${date}`);
  return Calendar.PlainDate.from(date, { overflow: 'reject' });
}

function isWorking(day: Calendar.PlainDate, calendar: WorkingCalendar): boolean {
  if (day.dayOfWeek >= 6) return false;
  const date = day.toString();
  return !contains(calendar.holidays, date) && !contains(calendar.closures, date);
}

function contains(days: WorkingCalendar['holidays'], date: PlainDate): boolean {
  return 'has' in days ? days.has(date) : days.includes(date);
}
