import { formatDate } from '../../domain/calendar.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, upperFirst, whatIsDue } from '../wording.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const involvementWording: AskWording = {
  button: { label: 'Answer for your agency', opens: 'asks' },
  after: [linkNote],
};

/** Asks an agency's safeguarding lead, once for all children, which of them it knows (DD-6). */
export function involvementAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const agency = ask.agency ?? 'your agency';
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `${partnership.name} is carrying out ${withArticle(facts.words.audit)}. There ${ask.unanswered === 1 ? 'is' : 'are'} ${count(ask.unanswered, 'child', 'children')} in it.`,
      `Please tell us, once for all of them, which were known to ${agency} in the ${words.window}, and to which service. You will only be asked for ${withArticle(words.return)} about those you know.`,
      ...standingIn(facts, ask),
      { rows: askRows(ask, facts) },
    ],
    ...involvementWording,
  };
}

/** The business unit has entered an answer that reached it by phone or on paper. */
export function involvementEntered(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const agency = ask.agency ?? 'your agency';
  return {
    subject: `Entered on your behalf: which children are known to ${agency} – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} has entered on your behalf which children were known to ${agency}. You need not do anything more for this.`,
      'If anything is not as you gave it, please reply to this email.',
    ],
  };
}
