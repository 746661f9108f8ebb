import { formatDate } from '../../domain/calendar.ts';
import { whenDegreeDate } from '../../domain/degree-dates.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { deadlineOf, upperFirst, whatIsDue, whatIsMissing } from '../wording.ts';
import { linkNote } from './notes.ts';
import { askRows } from './reminders.ts';
import { invitationOf } from './returns.ts';

/** More time was asked for and granted. */
export function moreTime(ask: AskFacts, facts: LetterFacts): Content {
  return changedDate(ask, facts, [
    `You have more time: please send ${whatIsMissing(ask, facts.words)} by ${deadlineOf(ask, facts.partnership.zone)}. The date was ${formatDate(ask.firstDueDate)} at first.`,
  ]);
}

/** The business unit has moved a date of the audit. */
export function dateMoved(ask: AskFacts, facts: LetterFacts): Content {
  const { words, discussion } = facts;
  const invitation = invitationOf(ask, facts);
  const moved =
    invitation && discussion
      ? [
          `The ${words.discussion} is ${whenDegreeDate(discussion.date)}. The attached calendar invitation replaces the earlier one.`,
        ]
      : [];
  const due = deadlineOf(ask, facts.partnership.zone);
  const content = changedDate(ask, facts, [
    isOfTheOffice(ask.step)
      ? `A date has moved, and with it your ${whatIsDue(ask, words)}: it is now due by ${due}.`
      : `A date has moved: please send ${whatIsMissing(ask, words)} by ${due}.`,
    ...moved,
  ]);
  return invitation ? { ...content, invitation } : content;
}

function changedDate(ask: AskFacts, facts: LetterFacts, opening: string[]): Content {
  return {
    subject: `${upperFirst(whatIsDue(ask, facts.words))} now due by ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [...opening, { rows: askRows(ask, facts) }],
    button: isOfTheOffice(ask.step)
      ? { label: 'Open the console', opens: 'console' }
      : { label: 'Open the request', opens: 'asks' },
    after: isOfTheOffice(ask.step) ? [] : [linkNote],
  };
}

/** Whether the business unit asks it of itself. */
export function isOfTheOffice(step: string): boolean {
  return ofTheOffice.has(step);
}

const ofTheOffice: ReadonlySet<string> = new Set([
  'theme',
  'terms',
  'endorse',
  'initial-review',
  'identities',
  'check',
  'deep-dives',
  'set-day',
  'circulate',
  'chair',
  'pairs',
  'supplement',
  'record',
  'report',
  'objections',
  'decide',
  'amend',
  'action-plan',
  'confirm',
  'publish',
  'output',
]);
