import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { Stretch } from '../../domain/meeting-slots.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Invitation } from '../invitation.ts';
import { clockTime, stretchesInWords, upperFirst } from '../wording.ts';

/**
 * The discussion's place in the reader's calendar; null until its day is known. Whoever is needed
 * for a part of it has one entry all the same, from the first time that they are needed to the last:
 * mail programs take one from an email, and a part more or less would have to be taken back.
 */
export function discussionInvitation(
  facts: LetterFacts,
  given: { requestId: string; method: Invitation['method'] },
): Invitation | null {
  const { discussion, words, partnership, reader } = facts;
  if (!discussion || !('date' in discussion.date)) return null;
  const { startsAt, minutes, place } = discussion;
  const { from, to } = ownPart(facts) ?? { from: 0, to: minutes ?? 0 };
  const cancelled = given.method === 'CANCEL';
  return {
    method: given.method,
    uid: `${given.requestId}-${reader.id}`,
    sequence: discussion.changes + (cancelled ? 1 : 0),
    summary: `${upperFirst(words.discussion)} – ${partnership.name}`,
    description: cancelled ? 'You need not attend.' : `${toFollow(facts)}${neededFor(facts)}`,
    date: discussion.date.date,
    ...(startsAt && minutes ? { time: { startsAt, after: from, minutes: to - from } } : {}),
    ...(place ? { place } : {}),
    provisional: discussion.date.degree === 'provisional',
  };
}

/** From when to when the reader is needed, in minutes after it begins; null: throughout. */
export function ownPart({ ownStretches = [] }: LetterFacts): Stretch | null {
  const [first] = ownStretches;
  const last = ownStretches.at(-1);
  return first && last ? { from: first.from, to: last.to } : null;
}

function neededFor({ discussion, ownStretches = [] }: LetterFacts): string {
  const { startsAt, minutes } = discussion ?? {};
  if (!startsAt || !minutes || ownStretches.length === 0) return '';
  return ` You are needed from ${stretchesInWords(startsAt, ownStretches)}; the whole meeting is from ${clockTime(startsAt)} to ${clockTime(startsAt, minutes)}.`;
}

/** When and where, as rows of a letter. */
export function discussionRows(facts: LetterFacts): [string, string][] {
  const { discussion, words, ownStretches = [] } = facts;
  if (!discussion) return [];
  const { startsAt, minutes, place } = discussion;
  const known = 'date' in discussion.date && startsAt && minutes;
  const time = known ? `, ${clockTime(startsAt)} to ${clockTime(startsAt, minutes)}` : '';
  const rows: [string, string][] = [
    [upperFirst(words.discussion), `${formatDegreeDate(discussion.date)}${time}`],
  ];
  if (known && ownStretches.length > 0) {
    rows.push(['Your cases', stretchesInWords(startsAt, ownStretches)]);
  }
  if (place) rows.push(['Where', place]);
  return rows;
}

function toFollow({ discussion, words, partnership }: LetterFacts): string {
  if (discussion?.place) return `${upperFirst(words.discussion)} of ${partnership.name}.`;
  const what = discussion?.startsAt ? 'the place' : 'the time and place';
  return `The ${words.businessUnit} of ${partnership.name} will tell you ${what}.`;
}
