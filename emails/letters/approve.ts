import { formatDate } from '../../domain/calendar.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { momentOf, upperFirst, whatIsDue } from '../wording.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const approveWording: AskWording = {
  button: { label: 'Read the report', opens: 'asks' },
  after: [
    'You can remark on single parts of it. Only the officer and the chair read your remarks: your agency does not.',
    linkNote,
  ],
};

/** Asks somebody who took part to read the report and approve it, or object (DD-19). */
export function approveAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { partnership, approval } = facts;
  const next = approval?.nextBody ? ` before the ${approval.nextBody} sees it` : '';
  return letterOf(ask, facts, [
    `You took part in ${withArticle(facts.words.audit)} of ${partnership.name}. Its report is written. Please read it and approve it${next}, or object.`,
    ...ifNothingIsSaid(facts),
  ]);
}

/** The findings or recommendations were changed: everybody is asked anew. */
export function approveAgain(ask: AskFacts, facts: LetterFacts): Content {
  return letterOf(ask, facts, [
    'The findings or recommendations of the report have been changed. What you or others said about the earlier text does not count for the new one. Please read what has changed, and approve the report or object.',
    ...ifNothingIsSaid(facts),
  ]);
}

/** The officer has answered an objection: the report stays as it is. */
export function approveReply(_ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `Your objection to the report has been answered – ${facts.partnership.name}`,
    blocks: [
      'The report stays as it is. You can read why behind the link. Your objection stays on record with the answer.',
    ],
    button: approveWording.button,
    after: [linkNote],
  };
}

export const voteWording: AskWording = {
  button: { label: 'Read the report', opens: 'asks' },
  after: [linkNote],
};

/** Asks a member of a body what they say, where it decides by email. */
export function voteAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { partnership, approval, words } = facts;
  const body = approval?.body ?? words.body;
  return {
    ...letterOf(ask, facts, [
      `The ${body} decides by email on the report of ${withArticle(facts.words.audit)} of ${partnership.name}. Please read it and say whether you approve it.`,
    ]),
    ...voteWording,
  };
}

function letterOf(ask: AskFacts, facts: LetterFacts, opening: string[]): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [...opening, { rows: askRows(ask, facts) }],
    ...approveWording,
  };
}

function ifNothingIsSaid({ approval, partnership }: LetterFacts): string[] {
  if (!approval?.closesAt) return [];
  const when = momentOf(approval.closesAt, partnership.zone);
  const means = approval.silenceCounts
    ? 'this is recorded as silence and counts as approval'
    : 'this is recorded as silence, and the report goes on without your approval';
  return [`If you have said nothing by ${when}, ${means}.`];
}
