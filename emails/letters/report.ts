import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { type AskWording, askRows } from './reminders.ts';

export const reportWording: AskWording = {
  button: { label: 'Open the report', opens: 'console' },
  after: ['Nobody else sees the report before you finish it.'],
};

export const objectionsWording: AskWording = {
  button: { label: 'Read the objections', opens: 'console' },
  after: [
    'Change the report, or say why it stays as it is. Until then the audit does not go on.',
    'Remarks on the report are for the officer and the chair only.',
  ],
};

export const decideWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['There you can enter the day of the meeting, and record what was decided.'],
};

export const amendWording: AskWording = {
  button: { label: 'Open the report', opens: 'console' },
  after: ['The approval stands for the report as you finish it.'],
};

/** Asks the business unit's officer to finish the report that was drafted from the data (DD-18). */
export function reportAsk(ask: AskFacts, facts: LetterFacts): Content {
  return officersLetter(ask, facts, reportWording, [
    'The report has been drafted from what was recorded. Please edit it, remove or clear whatever may identify somebody, and finish it.',
  ]);
}

/** Somebody who took part does not approve the report. */
export function objectionsAsk(ask: AskFacts, facts: LetterFacts): Content {
  return officersLetter(ask, facts, objectionsWording, [
    'Somebody who took part has objected to the report.',
  ]);
}

/** The report is ready for the body (DD-20). */
export function decideAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, approval } = facts;
  const body = approval?.body ?? words.body;
  const papers = approval?.withActionPlan ? 'The report and the action plan are' : 'The report is';
  const them = approval?.withActionPlan ? 'both' : 'it';
  return officersLetter(ask, facts, decideWording, [
    `${papers} ready for the ${body}. Please put ${them} on the agenda of the next meeting, and ${recordWhat(approval)}.`,
    ...(approval?.byEmail ? ['You can also ask the members by email.'] : []),
  ]);
}

function recordWhat(approval: LetterFacts['approval']): string {
  switch (approval?.decides) {
    case 'confirms-lessons':
      return 'record which lessons and actions it confirms';
    case 'notes':
      return 'record that it has taken note';
    default:
      return 'record what is decided';
  }
}

/** Every member who was asked by email has answered, or the time has ended. */
export function votesIn(ask: AskFacts, facts: LetterFacts): Content {
  const { words, approval, partnership } = facts;
  const body = approval?.body ?? words.body;
  return {
    subject: `Decision on the report can be recorded now – ${partnership.name}`,
    blocks: [
      `Nobody of the ${body} is still to answer by email. Please record the decision.`,
      { rows: askRows(ask, facts) },
    ],
    ...decideWording,
  };
}

/** The body approved the report with amendments. */
export function amendAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, approval } = facts;
  const body = approval?.body ?? words.body;
  return officersLetter(ask, facts, amendWording, [
    `The report was approved with amendments by the ${body}. Please make them.`,
  ]);
}

function officersLetter(
  ask: AskFacts,
  facts: LetterFacts,
  wording: AskWording,
  opening: string[],
): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [...opening, { rows: askRows(ask, facts) }],
    ...wording,
  };
}
