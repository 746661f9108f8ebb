import type { FoldedText } from './folded-text.ts';

const months =
  'january february march april may june july august september october november december';
const monthNumbers = new Map(
  months.split(' ').flatMap((name, position) => {
    const month = String(position + 1).padStart(2, '0');
    return [
      [name, month],
      [name.slice(0, 3), month],
    ] as const;
  }),
).set('sept', '09');
const month = `(?<month>${[...monthNumbers.keys()].sort((a, b) => b.length - a.length).join('|')})`;
const day = '(?<day>\\d{1,2})';
const year = "'?(?<year>\\d{4}|\\d{2})";
const forms = [
  `${day} ?(?:st|nd|rd|th)?(?: of)?[ ,./-]{0,3}${month}[ ,./-]{0,3}${year}`,
  `${month}[ .]{1,2}${day} ?(?:st|nd|rd|th)?[ ,.]{1,3}${year}`,
  `${day} ?[./ -] ?(?<month>\\d{1,2}) ?[./ -] ?${year}`,
  '(?<year>\\d{4})[./ -]?(?<month>\\d{2})[./ -]?(?<day>\\d{2})',
  '(?<day>\\d{2})(?<month>\\d{2})(?<year>\\d{4})',
].map((form) => new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, 'gu'));

/**
 * Full dates equal to one of the given ("YYYY-MM-DD"), in the usual British ways of writing: day
 * first, with figures or the month's name, with two or four figures for the year.
 */
export function dateHits(
  text: FoldedText,
  dates: readonly string[],
): { start: number; end: number }[] {
  const wanted = new Set(dates.flatMap((date) => [date, date.slice(2)]));
  if (wanted.size === 0) return [];
  return forms.flatMap((form) =>
    Array.from(text.folded.matchAll(form))
      .filter(({ groups = {} }) => wanted.has(isoOf(groups)))
      .map((match) => ({ start: match.index, end: match.index + match[0].length })),
  );
}

// With a year of two figures the result has two as well, so that no century is guessed.
function isoOf(groups: Record<string, string>): string {
  const { day = '', month = '', year = '' } = groups;
  const number = monthNumbers.get(month) ?? month.padStart(2, '0');
  return `${year}-${number}-${day.padStart(2, '0')}`;
}
