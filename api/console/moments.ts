import { dateOf, defaultZone, formatDate } from '../../domain/calendar.ts';
import { momentOf as momentIn } from '../../emails/wording.ts';

/** "Friday 5 March 2027" */
export function dayOf(instant: Date): string {
  return formatDate(dateOf(instant, defaultZone));
}

/** "9:14am on Friday 5 March 2027" */
export function momentOf(instant: Date): string {
  return momentIn(instant, defaultZone);
}
