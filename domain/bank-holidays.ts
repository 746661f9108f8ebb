import Holidays from 'date-holidays';
import { defaultZone, isWorkingDay, type PlainDate } from './calendar.ts';

/**
 * The bank holidays of England and Wales from the first year to the last, both included, in order.
 * Holidays that fall on a weekend are given as their substitute days only, as on GOV.UK. Never
 * imported by workflow code: the library's data is large, and a holiday announced late would change
 * what a running workflow replays.
 */
export function bankHolidays(fromYear: number, toYear: number): PlainDate[] {
  const holidays = new Holidays('GB', 'ENG', { types: ['public'] });
  const everyWeekday = { zone: defaultZone, holidays: [], closures: [] };
  const days = new Set<PlainDate>();
  for (let year = fromYear; year <= toYear; year += 1) {
    for (const holiday of holidays.getHolidays(year, 'en')) {
      // Its Date objects are midnights in London and depend on the machine's zone; this text does not.
      const date = holiday.date.slice(0, 10);
      if (isWorkingDay(date, everyWeekday)) days.add(date);
    }
  }
  return [...days].sort();
}
