import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, upperFirst, whatIsDue } from '../wording.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const reviseWording: AskWording = {
  button: { label: 'Read the remarks', opens: 'asks' },
  after: [
    'Only the sections with a remark are open. What you sent before stays as it was.',
    linkNote,
  ],
};

/** Tells whoever completed a tool that it has been sent back, and what they are asked to do. */
export function reviseAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const tools = count(ask.alike, words.return, words.returns);
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `Thank you for what you sent. The ${words.businessUnit} has read it, and ${tools} ${ask.alike === 1 ? 'needs' : 'need'} changes.`,
      'Each remark stands beside what you wrote. Please change the text where it needs it, answer each remark and send it again.',
      { rows: askRows(ask, facts) },
    ],
    ...reviseWording,
  };
}
