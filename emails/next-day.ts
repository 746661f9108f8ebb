import { instantAt } from '../domain/calendar.ts';
import type { LetterFacts } from '../records/letters/letter-facts.ts';

/** The next day or hour of which a letter tells: after it, the letter would come too late. */
export function nextDayToldOf(facts: LetterFacts, now: Date): Date | null {
  const { ask, openAsks, approval, discussion, partnership } = facts;
  const day = discussion && 'date' in discussion.date ? discussion.date.date : null;
  const moments = [
    ask?.dueAt,
    approval?.closesAt,
    ...openAsks.map(({ dueAt }) => dueAt),
    ...(day ? [new Date(instantAt(day, '00:00', partnership.zone))] : []),
  ];
  const [next = null] = moments
    .flatMap((moment) => (moment && moment > now ? moment : []))
    .sort((a, b) => a.getTime() - b.getTime());
  return next;
}
