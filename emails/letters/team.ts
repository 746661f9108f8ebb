import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const teamWording: AskWording = {
  button: { label: 'Name your auditors', opens: 'asks' },
  after: ['You can also say that there is nobody to name.', linkNote],
};

/** Asks an agency whom it sends into the audit team (SO-6). */
export function teamAsk(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `Please name your auditors by ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [
      `${facts.partnership.name} is preparing ${facts.words.audit} ${facts.audit?.number ?? ''}. Please name who audits for ${ask.agency ?? 'your agency'}: somebody who knows what good practice looks like, and who neither worked with the children of the audit nor manages who did.`,
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
    ],
    ...teamWording,
  };
}

/** To the person who was asked: the business unit has entered what came by phone or on paper. */
export function teamEntered(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `Auditors entered for you – ${facts.partnership.name}`,
    blocks: [
      `The ${facts.words.businessUnit} has entered whom ${ask.agency ?? 'your agency'} names to audit, as it received it from you or a colleague. Nothing more is asked of you here.`,
      'If anything is not as you gave it, reply to this email.',
      { rows: askRows(ask, facts) },
    ],
  };
}
