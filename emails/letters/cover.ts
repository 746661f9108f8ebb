import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Block, Content } from '../content.ts';
import { deadlineOf, upperFirst, whatIsDue } from '../wording.ts';

/** To whoever covers for somebody, on the first day: until when, and what waits already. */
export function coverBegins({ cover, partnership }: LetterFacts): Content | null {
  if (!cover) return null;
  const { of, until, asks, more } = cover;
  const rows = new Map(
    asks.map(({ ask, words, audit }): [string, string] => {
      const due = upperFirst(whatIsDue(ask, words));
      return [audit ? `${due}, audit ${audit}` : due, `by ${deadlineOf(ask, partnership.zone)}`];
    }),
  );
  const waits: Block[] =
    rows.size > 0
      ? [`This waits for ${of} already:`, { rows: [...rows] }]
      : [`Nothing waits for ${of} at the moment.`];
  return {
    subject: `You are covering for ${of} until ${formatDate(until)} – ${partnership.name}`,
    blocks: [
      `${of} is away until ${formatDate(until)}. What we would send to ${of} we send to you until then, and you find it on the first page of the console.`,
      ...waits,
      ...(more > 0 ? [`And ${more} more, which the console shows.`] : []),
    ],
    button: { label: 'Open the console', opens: 'console' },
    after: ['If you cannot, change who covers under Staff in the console.'],
  };
}

/** To whoever has covered for somebody whose days away end earlier, or are covered by another now. */
export function coverEnded({ cover, partnership }: LetterFacts): Content | null {
  if (!cover) return null;
  const { of } = cover;
  return {
    subject: `You are no longer covering for ${of} – ${partnership.name}`,
    blocks: [
      `The days on which you cover for ${of} have been changed. From now on we send you nothing in their place.`,
      'What you have begun for them you can still finish in the console.',
    ],
  };
}
