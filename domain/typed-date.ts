import { isPlainDate, type PlainDate } from './calendar.ts';

const monthNames =
  'january february march april may june july august september october november december'.split(
    ' ',
  );

/**
 * Reads a date as people in Britain write it: "27/3/2026", "27.3.26", "27 March 2026", "2026-03-27".
 * Null when it is not one or not a real day.
 */
export function readTypedDate(typed: string): PlainDate | null {
  const text = typed.trim().toLowerCase();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return realDate(iso[1], iso[2], iso[3]);
  const british = /^(\d{1,2})[\s./-]+(\d{1,2}|\p{L}{3,9})[\s./-]+(\d{4}|\d{2})$/u.exec(
    text.replace(/^(\d{1,2})(st|nd|rd|th)\b/, '$1'),
  );
  if (!british) return null;
  const [, day, month = '', year = ''] = british;
  return realDate(year.length === 2 ? `20${year}` : year, monthNumber(month), day);
}

function monthNumber(month: string): string {
  if (/^\d/.test(month)) return month;
  return String(monthNames.findIndex((name) => name.startsWith(month)) + 1);
}

function realDate(year = '', month = '', day = ''): PlainDate | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isPlainDate(date) ? date : null;
}
