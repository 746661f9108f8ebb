import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { discussionRows } from './discussion-invitation.ts';
import { type AskWording, askRows } from './reminders.ts';

export const chairWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['Whoever is named gets the invitation and what the agencies wrote.'],
};

/** Asks the officer to name who chairs the discussion (CH-21). */
export function chairAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `Please name who chairs the ${words.discussion}.`,
      { rows: [...askRows(ask, facts), ...discussionRows(facts)] },
    ],
    ...chairWording,
  };
}
