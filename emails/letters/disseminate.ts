import { formatDate } from '../../domain/calendar.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const publishWording: AskWording = {
  button: { label: 'Open the briefing', opens: 'console' },
  after: ['Once it is on the website, record there when and where.'],
};

/** Asks the officer for the briefing (DD-25). */
export function publishAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      'The briefing for practitioners has been drafted from the approved report. Please edit it, remove or clear whatever may identify somebody, and put it on the website.',
      { rows: askRows(ask, facts) },
    ],
    ...publishWording,
  };
}

export const feedBackWording: AskWording = {
  button: { label: 'Tell us', opens: 'asks' },
  after: [
    'It takes a minute: say how it was fed back, or that there was none to feed back.',
    linkNote,
  ],
};

/** Asks an agency to feed good practice back to the professionals concerned, and to say so (DD-24). */
export function feedBackAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `The report of ${withArticle(facts.words.audit)} in which ${ask.agency ?? 'your agency'} took part has been approved. Please tell the professionals whose work was good that it was, and let us know how.`,
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
    ],
    ...feedBackWording,
  };
}

/** To the person who was asked: the business unit has entered what came by phone or on paper. */
export function feedBackEntered(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `Answer about good practice entered for you – ${facts.partnership.name}`,
    blocks: [
      `The ${facts.words.businessUnit} has entered what ${ask.agency ?? 'your agency'} said about feeding back good practice, as it received it from you or a colleague. Nothing more is asked of you here.`,
      'If anything is not as you gave it, reply to this email.',
      { rows: askRows(ask, facts) },
    ],
  };
}

export const outputWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['Once it has been, record there when and where.'],
};

/** Asks the officer for something else that the process makes of what was learnt (CH-30). */
export function outputAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership, learning } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `What was learnt from ${withArticle(facts.words.audit)} is to be passed on: ${learning?.title ?? ''}.`,
      { rows: askRows(ask, facts) },
    ],
    ...outputWording,
  };
}

export const passOnWording: AskWording = {
  button: { label: 'Tell us', opens: 'asks' },
  after: ['It takes a minute: say how, or that there was nothing to pass on.', linkNote],
};

/** Asks somebody to tell others what was learnt, and to say so (FA-19, SO-31). */
export function passOnAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership, learning } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `The report of ${withArticle(facts.words.audit)} in which you took part is ready. Now it is your turn: ${learning?.title ?? ''}. Please do so, and let us know how.`,
      ...(learning?.copy ? ['Please send a copy as well.'] : []),
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
    ],
    ...passOnWording,
  };
}

export const experienceWording: AskWording = {
  button: { label: 'Say how it was', opens: 'asks' },
  after: [
    'What you write is kept without your name, and nobody can tell who wrote it. You need not answer.',
    linkNote,
  ],
};

/** Asks somebody who took part how the process was for them (WA-17). */
export function experienceAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `You took part in ${withArticle(facts.words.audit)}. How was it for you? What you and others say reaches those who decide how audits are done.`,
      { rows: askRows(ask, facts) },
    ],
    ...experienceWording,
  };
}

/** To the body: those who took part have said how it was for them. */
export function experienceReady(facts: LetterFacts): Content | null {
  const { audit, partnership } = facts;
  if (!audit) return null;
  return {
    subject: `How an audit was for those who took part – ${partnership.name}`,
    blocks: [
      `Those who took part in ${facts.words.audit} ${audit.number} have said how the process was for them, without their names.`,
    ],
    button: { label: 'Read what they said', opens: 'asks' },
    after: [linkNote],
  };
}
