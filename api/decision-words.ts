import { formatDate } from '../domain/calendar.ts';

export const outcomeWords: Record<string, string> = {
  approved: 'Approved',
  confirmed: 'Lessons and actions confirmed',
  'with-amendments': 'Approved with amendments',
  deferred: 'Deferred',
  noted: 'Noted',
};

const ways: Record<string, string> = {
  meeting: 'at the meeting',
  'email-round': 'by email',
  'chairs-action': 'by the chair alone',
};

/** "Approved at the meeting on Tuesday 15 June 2027, minute SEG 2027/14" */
export function decisionSentence(decision: {
  outcome: string;
  how: string;
  date: string;
  minuteReference: string | null;
}): string {
  const { outcome, how, date, minuteReference } = decision;
  const minute = minuteReference ? `, minute ${minuteReference}` : '';
  return `${outcomeWords[outcome] ?? outcome} ${ways[how] ?? ''} on ${formatDate(date)}${minute}`;
}

/** What somebody said, as a word and a colour. */
export function answerTag(answer: string, voted: boolean): { text: string; colour: string } {
  if (answer === 'approve') return { text: 'Approved', colour: 'green' };
  if (answer === 'silent') return { text: 'Said nothing', colour: 'grey' };
  return { text: voted ? 'Did not approve' : 'Objected', colour: 'red' };
}

export const voidedWords: Record<string, string> = {
  'report-changed': 'Does not count any more: the report was changed',
  'answered-again': 'Answered again since',
  deferred: 'The report was deferred',
};
