import { formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

/** What an agency's own audit has shown, as somebody typed it (SO-36). */
export interface TypedRiskReport {
  /** The id of the agency; of a contact it is their own. */
  agency: string;
  text: string;
  /** Of whom the business unit heard it. */
  from: string;
}

export const longestRiskReport = 10_000;

export function riskReportProblems(
  { agency, text }: TypedRiskReport,
  agencies: readonly string[],
): FieldProblem[] {
  const missing = 'Say what was found, and which risk it shows.';
  const problems = textProblems('text', text, { missing, longest: longestRiskReport });
  if (agencies.includes(agency)) return problems;
  return [{ field: 'agency', message: 'Say whose audit it was.' }, ...problems];
}

/** On which day the report goes before the body. */
export function scheduleProblems(
  { date, note }: { date: string; note: string },
  today: PlainDate,
): FieldProblem[] {
  const day = readTypedDate(date);
  const problems = textProblems('note', note, { longest: 2000 });
  if (!day) {
    const message = 'Enter the day of the meeting, such as 27 4 2027.';
    return [{ field: 'date', message }, ...problems];
  }
  if (day >= today) return problems;
  const message = `${formatDate(day)} has passed. Enter the day on which the report goes before the group.`;
  return [{ field: 'date', message }, ...problems];
}
