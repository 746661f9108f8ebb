import Holidays from 'date-holidays';
import { defaultZone, isWorkingDay, type PlainDate } from './calendar.ts';

const everyWeekday = { zone: defaultZone, holidays: [], closures: [] };

// Working them out takes the library about 30 ms a year, and every step of every audit asks for them.
const worked = new Map<number, readonly PlainDate[]>();
let library: Holidays | undefined;

/**
 * The bank holidays of England and Wales from the first year to the last, both included, in order.
 * Holidays that fall on a weekend are given as their substitute days only, as on GOV.UK. Never
 * imported by workflow code: the library's data is large, and a holiday announced late would change
 * what a running workflow replays.
 */
export function bankHolidays(fromYear: number, toYear: number): PlainDate[] {
  const years = Array.from({ length: toYear - fromYear + 1 }, (_, past) => fromYear + past);
  return years.flatMap((year) => holidaysOf(year));
}

function holidaysOf(year: number): readonly PlainDate[] {
  const known = worked.get(year);
  if (known) return known;
  library ??= new Holidays('GB', 'ENG', { types: ['public'] });
  // Its Date objects are midnights in London and depend on the machine's zone; this text does not.
  const all = library.getHolidays(year, 'en').map(({ date }) => date.slice(0, 10));
  const days = [...new Set(all)].filter((date) => isWorkingDay(date, everyWeekday)).sort();
  worked.set(year, days);
  return days;
}
