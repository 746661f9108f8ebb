import { formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import type { OriginalRef } from './original.ts';
import { readTypedDate } from './typed-date.ts';

/** The ways in which somebody's answer reaches the business unit, other than by their link. */
export const waysReceived = [
  { key: 'phone', label: 'By phone' },
  { key: 'email', label: 'By email' },
  { key: 'paper', label: 'On paper' },
  { key: 'meeting', label: 'In a meeting' },
] as const;

/** From whom, how and when the business unit received what it enters for somebody else. */
export interface Received {
  from: string;
  how: string;
  receivedOn: PlainDate;
  /** The mail, scan or photograph of it, where there is one. */
  original?: OriginalRef;
}

export type CheckedReceived =
  | { ok: true; received: Received }
  | { ok: false; problems: FieldProblem[] };

export function checkReceived(
  typed: { from: string; how: string; receivedOn: string },
  today: PlainDate,
): CheckedReceived {
  const missing = 'Enter the name of the person who gave you the answer.';
  const problems = textProblems('from', typed.from, { missing, longest: 200 });
  if (!waysReceived.some(({ key }) => key === typed.how)) {
    problems.push({ field: 'how', message: 'Say how you received the answer.' });
  }
  const receivedOn = readTypedDate(typed.receivedOn);
  if (!receivedOn) {
    const message = 'Enter the day on which you received it, such as 27 3 2027.';
    problems.push({ field: 'receivedOn', message });
  } else if (receivedOn > today) {
    const message = `${formatDate(receivedOn)} is still to come. Enter the day on which you received it.`;
    problems.push({ field: 'receivedOn', message });
  }
  if (!receivedOn || problems.length > 0) return { ok: false, problems };
  return { ok: true, received: { from: typed.from.trim(), how: typed.how, receivedOn } };
}
