import { bankHolidays } from './bank-holidays.ts';
import { defaultZone, formatMonth } from './calendar.ts';
import { formatDegreeDate } from './degree-dates.ts';
import { datesOfEntry, type Programme } from './programme.ts';
import { programmeNotices } from './programme-notices.ts';

/** A programme as plain text: each audit with its dates in their degrees, then what to look at. */
export function programmeText(programme: Programme): string {
  const entries = programme.entries.flatMap((entry, at) => [
    '',
    `${at + 1}. ${formatMonth(entry.month)}: ${entry.type}, ${entry.theme}`,
    `   ${entry.focus}.`,
    ...(entry.jointWith ? [`   Jointly with: ${entry.jointWith}`] : []),
    ...(entry.rationale ? [`   Why: ${entry.rationale}`] : []),
    ...(entry.sample ? [`   Sample: ${entry.sample}`] : []),
    ...datesOfEntry(entry).map(({ label, date }) => `   - ${label}: ${formatDegreeDate(date)}`),
    ...(entry.benchmark ? [`   Read against: ${entry.benchmark.what}`] : []),
    `   Runs the process "${entry.process}".`,
  ]);
  const notices = noticesOf(programme).map(({ message }) => `- ${message}`);
  return [
    programme.title,
    ...(programme.source ? [`Source: ${programme.source}`] : []),
    ...entries,
    ...(notices.length > 0 ? ['', 'To look at:', ...notices] : []),
  ].join('\n');
}

/** What is to be looked at in a programme as it is written, by the bank holidays of its years. */
export function noticesOf(programme: Programme) {
  const years = programme.entries.map(({ month }) => Number(month.slice(0, 4)));
  const holidays = bankHolidays(Math.min(...years) - 1, Math.max(...years) + 1);
  const entries = programme.entries.map((entry) => ({
    key: entry.key,
    name: entry.theme,
    dates: datesOfEntry(entry),
  }));
  const calendar = { zone: defaultZone, holidays, closures: [] };
  return programmeNotices(entries, { calendar, schoolTerms: programme.schoolTerms });
}
