import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { type AskWording, askRows } from './reminders.ts';

export const setDayWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['Nobody is asked for what hangs on the day before it is set.'],
};

/** Asks the business unit's officer for the day without which the audit cannot go on. */
export function setDayAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership, discussion } = facts;
  const when: [string, string][] = discussion
    ? [[upperFirst(words.discussion), formatDegreeDate(discussion.date)]]
    : [];
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      'The audit has come to a point at which it needs a day that is not set yet. Please set it among the dates of the audit.',
      { rows: [...askRows(ask, facts), ...when] },
    ],
    ...setDayWording,
  };
}
