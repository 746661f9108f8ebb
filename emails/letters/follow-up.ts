import { formatDate } from '../../domain/calendar.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, upperFirst, whatIsDue } from '../wording.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const updateWording: AskWording = {
  button: { label: 'Give the update', opens: 'asks' },
  after: [
    'Where nothing has changed, one choice for each action is enough. You are asked until every action is complete; then the requests stop.',
    linkNote,
  ],
};

/** Asks an agency how its actions stand, before the papers of the body are due (DD-23). */
export function updateAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { followUp, words, partnership } = facts;
  const agency = ask.agency ?? 'Your agency';
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `${agency} has ${count(followUp?.actions ?? 0, 'open action', 'open actions')} from ${withArticle(facts.words.audit)} on the work plan of the ${bodyOf(facts)}. Please say how each of them stands: it goes into the papers of the next meeting.`,
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
    ],
    ...updateWording,
  };
}

/** Something that was reported complete is not, as somebody else saw it. */
export function updateReopened(ask: AskFacts, facts: LetterFacts): Content {
  const agency = ask.agency ?? 'your agency';
  return {
    subject: `An action is open again – ${facts.partnership.name}`,
    blocks: [
      `The ${facts.words.businessUnit} has looked at an action of ${agency} that was reported complete, and has opened it again. The reason stands beside the action, and the next update is asked for as before.`,
      { rows: askRows(ask, facts) },
    ],
    button: { label: 'Read why', opens: 'asks' },
    after: [linkNote],
  };
}

/** To the person who was asked: the business unit has entered what came by phone or on paper. */
export function updateEntered(ask: AskFacts, facts: LetterFacts): Content {
  const agency = ask.agency ?? 'your agency';
  return {
    subject: `Update on actions entered for you – ${facts.partnership.name}`,
    blocks: [
      `The ${facts.words.businessUnit} has entered the update on the actions of ${agency} as it received it from you or a colleague. Nothing more is asked of you for now.`,
      'If anything is not as you gave it, reply to this email.',
      { rows: askRows(ask, facts) },
    ],
  };
}

export const confirmWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['Until then the action stays open on the work plan.'],
};

/** Somebody other than the owner says whether an action is complete. */
export function confirmAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { followUp, words, partnership } = facts;
  const reported = followUp?.reported ?? 0;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `${upperFirst(count(reported, 'action has', 'actions have'))} been reported complete. Please confirm what is, and open again what is not, with the reason.`,
      { rows: askRows(ask, facts) },
    ],
    ...confirmWording,
  };
}

function bodyOf({ followUp, words }: LetterFacts): string {
  return followUp?.body || `the ${words.body}`;
}

export const planWording: AskWording = {
  button: { label: 'Open the action plan', opens: 'console' },
  after: ['Nothing becomes an action before the plan is complete.'],
};

/** Asks the officer for what the process wants to know of each action before it is adopted (SO-29). */
export function planAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      'What the report recommends is about to become actions. Please complete the plan: the page says what is still missing of each.',
      { rows: askRows(ask, facts) },
    ],
    ...planWording,
  };
}

/** To the body that hears of what is blocked, and of nothing else: counts and the agency (SO-35). */
export function blockedByException(facts: LetterFacts): Content | null {
  const { exception, partnership } = facts;
  if (!exception) return null;
  const { body, agency, actions } = exception;
  return {
    subject: `${upperFirst(count(actions, 'action is', 'actions are'))} blocked: ${agency} – ${partnership.name}`,
    blocks: [
      `${agency} has said that ${count(actions, 'action', 'actions')} from ${withArticle(facts.words.audit)} ${actions === 1 ? 'is' : 'are'} blocked. The ${body} is told of such exceptions only; what stands in the way is behind the link.`,
    ],
    button: { label: 'Read what stands in the way', opens: 'asks' },
    after: [linkNote],
  };
}
