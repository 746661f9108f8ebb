import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { discussionRows } from './discussion-invitation.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const facilitateWording: AskWording = {
  button: { label: 'Say whether you can', opens: 'asks' },
  after: [linkNote],
};

/** Invites a member of a group to facilitate (WA-2). */
export function facilitateAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words } = facts;
  return opening(ask, facts, {
    text: `You are invited to facilitate at the ${words.discussion}. Facilitators work in pairs, one pair for each case: they read what the agencies wrote about it, write down their questions, and lead the discussion with those who worked with the family. Please tell us whether you can.`,
    wording: facilitateWording,
    meeting: true,
  });
}

export const pairsWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: [
    'Whoever is named gets the invitation, and can read what was sent about their case alone.',
  ],
};

/** Asks the officer to name two auditors for each child (WA-8). */
export function pairsAsk(ask: AskFacts, facts: LetterFacts): Content {
  const text = 'Please name a pair of auditors for each child that is discussed.';
  return opening(ask, facts, { text, wording: pairsWording, meeting: true });
}

export const questionsWording: AskWording = {
  button: { label: 'Read and write the questions', opens: 'asks' },
  after: [
    'One of the two of you may write them for both. What you read is restricted and strictly confidential.',
    linkNote,
  ],
};

/** Asks an auditor of a pair to read what came in and to write down the questions first (WA-8). */
export function questionsAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words } = facts;
  return opening(ask, facts, {
    text: `You are one of the two auditors of C${ask.round}. Please read what the agencies wrote about it, and write down, before the ${words.discussion}, what you want to ask there.`,
    wording: questionsWording,
    meeting: true,
  });
}

/** To both auditors: the business unit has entered their questions as it received them. */
export function questionsEntered(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `Questions about C${ask.round} entered for you – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} has entered the questions of your pair, as it received them from one of you. You can still change them by your link.`,
      'If anything is not as you gave it, reply to this email.',
      { rows: askRows(ask, facts) },
    ],
    button: { label: 'See the questions', opens: 'asks' },
    after: [linkNote],
  };
}

export const caseFeedbackWording: AskWording = {
  button: { label: 'Give the feedback', opens: 'asks' },
  after: ['One of the two of you may give it for both.', linkNote],
};

/** Asks an auditor of a pair for the key findings of its case and any specific actions (WA-10). */
export function caseFeedbackAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words } = facts;
  return opening(ask, facts, {
    text: `After the ${words.discussion} about C${ask.round}, please tell us what the two of you found: the key findings, and any action that this case needs in particular.`,
    wording: caseFeedbackWording,
    meeting: false,
  });
}

function opening(
  ask: AskFacts,
  facts: LetterFacts,
  given: { text: string; wording: AskWording; meeting: boolean },
): Content {
  const { words, partnership } = facts;
  const rows = [...askRows(ask, facts), ...(given.meeting ? discussionRows(facts) : [])];
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [given.text, { rows }],
    ...given.wording,
  };
}
