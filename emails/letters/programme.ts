import { formatMonth } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Content } from '../content.ts';

/** Offers the officer an audit of the year's programme, with everything filled in. */
export function plannedOffered(facts: LetterFacts): Content | null {
  return told(facts, 'The day has come to start an audit of this year’s programme.');
}

/** To the officer, and later the manager: nobody has started it. */
export function plannedRemind(facts: LetterFacts): Content | null {
  return told(facts, 'This is a reminder: an audit of this year’s programme has not been started.');
}

function told({ planned, partnership }: LetterFacts, opening: string): Content | null {
  if (!planned) return null;
  return {
    subject: `Audit to start: ${planned.type}, ${formatMonth(planned.month)} – ${partnership.name}`,
    blocks: [
      opening,
      {
        rows: [
          ['Programme', planned.programme],
          ['Planned for', formatMonth(planned.month)],
          ['Type', planned.type],
        ],
      },
    ],
    button: { label: 'Open the programme', opens: 'console' },
    after: [
      'What the programme says of it is filled in there. You can also move its dates, or take it out, with a reason.',
    ],
  };
}
