import { formatDate, formatMonth, type PlainDate } from './calendar.ts';
import type { DegreeDate } from './degree-dates.ts';
import { readTypedDate } from './typed-date.ts';

/** A date in its degree as it stands in a form. */
export interface TypedDegreeDate {
  degree: string;
  date: string;
}

export const degrees = [
  { key: 'fixed', label: 'Fixed' },
  { key: 'provisional', label: 'Provisional' },
  { key: 'month', label: 'Month only' },
  { key: 'unknown', label: 'Not known yet' },
] as const;

/** Null where the text is no date, or no month where only a month is meant. */
export function readDegreeDate(typed: TypedDegreeDate): DegreeDate | null {
  const { degree } = typed;
  if (degree === 'unknown') return { degree };
  if (degree === 'month') {
    const month = readTypedMonth(typed.date);
    return month ? { degree, month } : null;
  }
  if (degree !== 'fixed' && degree !== 'provisional') return null;
  const date = readTypedDate(typed.date);
  return date ? { degree, date } : null;
}

/** "April 2027", or any day of it, as "2027-04". */
export function readTypedMonth(text: string): string | null {
  const day = readTypedDate(`1 ${text.trim()}`) ?? readTypedDate(text);
  return day ? day.slice(0, 7) : null;
}

export function typedFormOf(date: DegreeDate): TypedDegreeDate {
  if (date.degree === 'unknown') return { degree: date.degree, date: '' };
  if (date.degree === 'month') return { degree: date.degree, date: formatMonth(date.month) };
  return { degree: date.degree, date: dayWithoutWeekday(date.date) };
}

/** "7 April 2027", as it is typed and read back. */
export function dayWithoutWeekday(date: PlainDate): string {
  return formatDate(date).replace(/^\w+ /, '');
}
