import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { upperFirst, whatIsDue } from '../wording.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const familyFeedbackWording: AskWording = {
  button: { label: 'See whom to ask', opens: 'asks' },
  after: [
    'Plan it with care: whoever the family knows best should ask, at a time that is right for them. Where it is not right to ask, say why; that is an answer too.',
    linkNote,
  ],
};

/** Asks the person whom an agency named to arrange the feedback of a child's family (CH-35, SO-25). */
export function familyFeedbackAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `${ask.agency ?? 'Your agency'} has named you to ask a child, or the parents or carers, what they think of the help that they had. Please arrange it, and record what they said.`,
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
    ],
    ...familyFeedbackWording,
  };
}

/** To the person who was asked: the business unit has entered what came by phone or on paper. */
export function familyFeedbackEntered(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `Feedback of a family entered for you – ${facts.partnership.name}`,
    blocks: [
      `The ${facts.words.businessUnit} has entered the feedback that you were to arrange, as it received it from you or a colleague. Nothing more is asked of you here.`,
      'If anything is not as you gave it, reply to this email.',
      { rows: askRows(ask, facts) },
    ],
  };
}
