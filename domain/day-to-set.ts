import { addWorkingDays, type PlainDate, type WorkingCalendar } from './calendar.ts';
import type { DegreeDate } from './degree-dates.ts';
import type { AskTimings } from './stages/asks.ts';

/** How the officer is asked for a day without which a stage cannot ask anybody. */
export const dayTimings: AskTimings = {
  due: { workingDays: 5 },
  remindWorkingDaysBefore: [],
  chaseWorkingDaysAfter: [3],
  escalate: { workingDaysAfter: 8, to: ['officer-deputy', 'manager'] },
};

const workingDaysBeforeMonth = 20;

/** By when a day is to be set: soon, or four weeks before the month of which only that is known. */
export function dayDueBy(date: DegreeDate, soon: PlainDate, calendar: WorkingCalendar): PlainDate {
  if (date.degree !== 'month') return soon;
  const before = addWorkingDays(`${date.month}-01`, -workingDaysBeforeMonth, calendar);
  return before > soon ? before : soon;
}
