import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { discussionRows } from './discussion-invitation.ts';
import { type AskWording, askRows } from './reminders.ts';

export const initialReviewWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['What you record there stands on the desk of the meeting.'],
};

/** Asks the officer to go through what came in with the chair, before it is discussed (SO-20). */
export function initialReviewAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `Please go with the chair through what has come in before the ${words.discussion}, and record what is to be brought up there: questions, gaps, inconsistencies and emerging themes.`,
      { rows: [...askRows(ask, facts), ...discussionRows(facts)] },
    ],
    ...initialReviewWording,
  };
}
