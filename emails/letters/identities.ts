import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, upperFirst, whatIsDue } from '../wording.ts';
import { type AskWording, askRows } from './reminders.ts';

export const identitiesWording: AskWording = {
  button: { label: 'Enter the details', opens: 'console' },
  after: ['Nobody can be asked which of the children they know until this is done.'],
};

/** Asks the business unit's officer who the drawn children are. */
export function identitiesAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `The ${words.draw} has been made. Please enter who the ${count(ask.unnamed, 'child', 'children')} are: names, date of birth and the people around them.`,
      { rows: askRows(ask, facts) },
    ],
    ...identitiesWording,
  };
}
