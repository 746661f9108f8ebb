import { dateOf, defaultZone, formatDate } from '../../domain/calendar.ts';
import { timeOfDay } from '../../emails/wording.ts';

/** "Friday 5 March 2027" */
export function dayOf(instant: Date): string {
  return formatDate(dateOf(instant, defaultZone));
}

/** "Friday 5 March 2027, 9:14am" */
export function momentOf(instant: Date): string {
  return `${dayOf(instant)}, ${timeOfDay(instant, defaultZone)}`;
}
