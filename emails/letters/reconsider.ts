import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const reconsiderWording: AskWording = {
  button: { label: 'Look again', opens: 'asks' },
  after: ['If you change nothing, what you sent stands. You need not answer.', linkNote],
};

/** Tells whoever sent something in that they may revise it after the discussion (SO-22). */
export function reconsiderAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `You may revise what you sent until ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `Thank you for taking part. After what was said at the ${words.discussion} you may see some of what you wrote differently: until then you can revise it.`,
      'What you sent before stays on record beside the new text, and it stays visible which was which. The report counts the last.',
      { rows: askRows(ask, facts) },
    ],
    ...reconsiderWording,
  };
}
