import { formatDate } from '../domain/calendar.ts';
import { foldedDays } from './folded-timeline.ts';
import type { TimelineEntry } from './timeline.ts';

/** The year as a business unit reads it: a heading for each day, a line for each thing. */
export function timelineText(entries: readonly TimelineEntry[]): string {
  return foldedDays(entries)
    .map(({ date, lines }) =>
      [formatDate(date), ...lines.map(({ hour, text }) => `  ${hour}  ${text}`)].join('\n'),
    )
    .join('\n\n');
}
