import { andList } from '../../domain/and-list.ts';
import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, deadlineOf, upperFirst, whatIsDue } from '../wording.ts';
import { type AskWording, askRows, remindingHead } from './reminders.ts';

export const circulateWording: AskWording = {
  button: { label: 'Open the console', opens: 'console' },
  after: ['If you do nothing, it is circulated by itself with what has come in by then.'],
};

/** Shows the business unit's officer what is missing before the pack leaves. */
export function circulateAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words } = facts;
  const { received = 0, missing = 0, agencies = [] } = facts.collation ?? {};
  const all = received + missing;
  return officersLetter(ask, facts, [
    `${received} of ${count(all, words.return, words.returns)} ${received === 1 ? 'is' : 'are'} in. The pack is circulated at ${deadlineOf(ask, facts.partnership.zone)}; you can circulate it earlier.`,
    ...(missing > 0 ? [`Still missing: ${missing}, from ${andList(agencies)}.`] : []),
  ]);
}

/** Something has come in after the pack. */
export function supplementAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words } = facts;
  const fresh = facts.collation?.fresh ?? 0;
  return officersLetter(ask, facts, [
    `${upperFirst(count(fresh, words.return, words.returns))} came in after the pack. ${fresh === 1 ? 'It is' : 'They are'} circulated as a supplement at ${deadlineOf(ask, facts.partnership.zone)}; you can do it earlier.`,
  ]);
}

export function circulateRemind(ask: AskFacts, facts: LetterFacts): Content {
  return { ...circulateAsk(ask, facts), ...remindingHead(ask, facts) };
}

export function supplementRemind(ask: AskFacts, facts: LetterFacts): Content {
  return { ...supplementAsk(ask, facts), ...remindingHead(ask, facts) };
}

function officersLetter(ask: AskFacts, facts: LetterFacts, opening: string[]): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [...opening, { rows: askRows(ask, facts) }],
    ...circulateWording,
  };
}
