import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const deepDivesWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['What the agencies wrote stands there beside each child.'],
};

/** The same for somebody who is no member of staff, such as the chair of a body. */
export const chairsChoiceWording: AskWording = {
  button: { label: 'Choose the children', opens: 'asks' },
  after: [linkNote],
};

/** Asks whoever chooses the children that are looked at more closely (CH-19). */
export function deepDivesAsk(wording: AskWording) {
  return (ask: AskFacts, facts: LetterFacts): Content => {
    const { words, partnership } = facts;
    return {
      subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
      blocks: [
        `The ${words.returns} are in. Please look at what they say, choose the children for the deep dive, and say why each.`,
        { rows: askRows(ask, facts) },
      ],
      ...wording,
    };
  };
}
