import { formatDate } from '../../domain/calendar.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const themeWording: AskWording = {
  button: { label: 'Record the decision', opens: 'console' },
  after: ['The audit waits for it: nothing later begins before.'],
};

/** Asks the officer for what a group decided on the focus (SO-1, CH-1). */
export function themeAsk(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: dueSubject(ask, facts),
    blocks: [
      `An audit has been started, and ${withArticle(facts.words.body)} decides on its focus. Please record what it decided, with the day and the minute.`,
      { rows: askRows(ask, facts) },
    ],
    ...themeWording,
  };
}

export const termsWording: AskWording = {
  button: { label: 'Write the terms of reference', opens: 'console' },
  after: [],
};

/** Asks the officer to write the terms of reference with the chair (SO-8). */
export function termsAsk(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: dueSubject(ask, facts),
    blocks: [
      `Please write the terms of reference of this audit with the chair, and put them before the ${facts.words.body} that endorses them.`,
      { rows: askRows(ask, facts) },
    ],
    ...termsWording,
  };
}

export const endorseWording: AskWording = {
  button: { label: 'Record the decision', opens: 'console' },
  after: ['You can also ask its members by email there.'],
};

/** Asks the officer for what the group decided on the terms of reference (SO-9). */
export function endorseAsk(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: dueSubject(ask, facts),
    blocks: [
      `The terms of reference have been put before the ${facts.words.body}. Please record what it decided: agencies are asked for nothing before.`,
      { rows: askRows(ask, facts) },
    ],
    ...endorseWording,
  };
}

export const termsVoteWording: AskWording = {
  button: { label: 'Read and answer', opens: 'asks' },
  after: [linkNote],
};

/** Asks a member of the group what they say to the terms of reference (SO-9). */
export function termsVoteAsk(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: dueSubject(ask, facts),
    blocks: [
      `The terms of reference of ${withArticle(facts.words.audit)} have been written. Please read them, and say whether you agree or what should be changed.`,
      { rows: askRows(ask, facts) },
    ],
    ...termsVoteWording,
  };
}

export const teamsToldWording: AskWording = {
  button: { label: 'Confirm', opens: 'asks' },
  after: ['It takes a minute: say when your teams were told.', linkNote],
};

/** Asks an agency to tell its teams, with the note for them in the letter itself (SO-8). */
export function teamsToldAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { note } = facts;
  return {
    subject: `Please tell your teams by ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [
      `${ask.agency ?? 'Your agency'} takes part in ${withArticle(facts.words.audit)}. Before the work begins, please tell the teams whose work is looked at what it is for, how it is done and what it looks at, and confirm that you have. You can pass on the note below.`,
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
      ...(note ? [`${note.title}:`, ...paragraphs(note.text)] : []),
    ],
    ...teamsToldWording,
  };
}

/** To the person who was asked: the business unit has entered what came by phone or on paper. */
export function teamsToldEntered(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `Answer about telling your teams entered for you – ${facts.partnership.name}`,
    blocks: [
      `The ${facts.words.businessUnit} has entered what ${ask.agency ?? 'your agency'} said about telling its teams, as it received it from you or a colleague. Nothing more is asked of you here.`,
      'If anything is not as you gave it, reply to this email.',
      { rows: askRows(ask, facts) },
    ],
  };
}

function dueSubject(ask: AskFacts, { words, partnership }: LetterFacts): string {
  return `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`;
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((each) => each.replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '');
}
