import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { LetterFacts } from '../../records/letter-facts.ts';
import type { Invitation } from '../invitation.ts';
import { clockTime, upperFirst } from '../wording.ts';

/** The discussion's place in the reader's calendar; null until its day is known. */
export function discussionInvitation(
  facts: LetterFacts,
  given: { requestId: string; method: Invitation['method'] },
): Invitation | null {
  const { discussion, words, partnership, reader } = facts;
  if (!discussion || !('date' in discussion.date)) return null;
  const { startsAt, minutes, place } = discussion;
  const cancelled = given.method === 'CANCEL';
  return {
    method: given.method,
    uid: `${given.requestId}-${reader.id}`,
    sequence: discussion.changes + (cancelled ? 1 : 0),
    summary: `${upperFirst(words.discussion)} – ${partnership.name}`,
    description: cancelled ? 'You need not attend.' : toFollow(facts),
    date: discussion.date.date,
    ...(startsAt && minutes ? { time: { startsAt, minutes } } : {}),
    ...(place ? { place } : {}),
    provisional: discussion.date.degree === 'provisional',
  };
}

/** When and where, as rows of a letter. */
export function discussionRows({ discussion, words }: LetterFacts): [string, string][] {
  if (!discussion) return [];
  const { startsAt, minutes, place } = discussion;
  const known = 'date' in discussion.date && startsAt && minutes;
  const time = known ? `, ${clockTime(startsAt)} to ${clockTime(startsAt, minutes)}` : '';
  const rows: [string, string][] = [
    [upperFirst(words.discussion), `${formatDegreeDate(discussion.date)}${time}`],
  ];
  if (place) rows.push(['Where', place]);
  return rows;
}

function toFollow({ discussion, words, partnership }: LetterFacts): string {
  if (discussion?.place) return `${upperFirst(words.discussion)} of ${partnership.name}.`;
  const what = discussion?.startsAt ? 'the place' : 'the time and place';
  return `The ${words.businessUnit} of ${partnership.name} will tell you ${what}.`;
}
