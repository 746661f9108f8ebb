import { formatDate } from '../../domain/calendar.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, upperFirst, whatIsDue } from '../wording.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const allocatedWording: AskWording = {
  button: { label: 'Open what is allocated to you', opens: 'asks' },
  after: ['You can save your work and come back to it as often as you like.', linkNote],
};

/** A lead has passed some of the agency's children on to this colleague. */
export function allocatedAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const agency = ask.agency ?? 'your agency';
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `${partnership.name} is carrying out ${withArticle(words.audit)}. ${agency} has given ${allocated(ask, facts)} to you to audit.`,
      `Please send ${whatIsDue(ask, words)}. Your colleague keeps sight of them and can take them back.`,
      { rows: askRows(ask, facts) },
    ],
    ...allocatedWording,
  };
}

function allocated(ask: AskFacts, { subject, words }: LetterFacts): string {
  if (subject !== 'case') return `its ${words.return}`;
  return count(ask.children, 'child', 'children');
}

/** The lead has taken one of them back. */
export function takenBack(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const left = ask.openReturns;
  return {
    subject: `Taken back: 1 ${words.return} – ${partnership.name}`,
    blocks: [
      `Your colleague who answers for ${ask.agency ?? 'your agency'} has taken back 1 ${words.return} that was allocated to you. You need not do anything more for it, and what you have saved is kept.`,
      ...(left > 0 ? [`Still allocated to you: ${count(left, words.return, words.returns)}.`] : []),
    ],
    ...(left > 0 ? allocatedWording : {}),
  };
}
