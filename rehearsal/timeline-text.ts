import { dateOf, formatDate, instantAt } from '../domain/calendar.ts';
import type { TimelineEntry } from './timeline.ts';

/** The year as a business unit reads it: a heading for each day, a line for each thing. */
export function timelineText(entries: TimelineEntry[]): string {
  const lines: string[] = [];
  let day = '';
  for (const entry of entries) {
    const date = dateOf(entry.at);
    if (date !== day) lines.push('', formatDate(date));
    day = date;
    lines.push(`  ${hourOf(entry.at)}  ${wordOf(entry)}`);
  }
  return lines.join('\n').trimStart();
}

export function wordOf(entry: TimelineEntry): string {
  switch (entry.what) {
    case 'email':
      return `email to ${entry.to}: ${entry.subject}`;
    case 'event':
      return entry.by ? `${entry.sentence} (${entry.by})` : entry.sentence;
    case 'late':
      return `late: ${entry.sentence}`;
  }
}

/** "09:00" as the clock on the wall shows it. */
export function hourOf(at: string): string {
  const midnight = Date.parse(instantAt(dateOf(at), '00:00'));
  const minutes = Math.floor((Date.parse(at) - midnight) / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
