import { type FoldedText, lettersIn, type Word } from './folded-text.ts';
import type { NameIndex } from './known-names.ts';
import { ordinaryWords, particles, uncommonWords } from './ordinary-words.ts';

/** A stretch of the folded text that names somebody; `people` are positions in the index. */
export interface NameHit {
  kind: 'name' | 'possible-name' | 'initials' | 'possible-initials';
  start: number;
  end: number;
  people: number[];
}

/** A word, or two, that may name somebody: 0 only beside another word of the name, 2 certainly. */
interface Candidate {
  start: number;
  end: number;
  people: Set<number>;
  strength: 0 | 1 | 2;
}

/** Finds the words of known names, in any order and case, and joins those that stand together. */
export function nameHits(text: FoldedText, index: NameIndex): NameHit[] {
  const words = lettersIn(text.folded);
  const candidates = words.flatMap((_, at) => candidateAt(text, index, words, at) ?? []);
  const hits: NameHit[] = [];
  for (let at = 0; at < candidates.length; ) {
    const group = groupFrom(text, candidates, at);
    const hit = hitOf(text, group);
    if (hit) hits.push(hit);
    at += group.length;
  }
  return hits;
}

function candidateAt(
  text: FoldedText,
  index: NameIndex,
  words: readonly Word[],
  at: number,
): Candidate | null {
  const word = words[at] as Word;
  const name = [word.text, ...singulars(text, word)].find((each) => index.words.has(each));
  if (name) {
    const people = index.words.get(name) as Set<number>;
    return { start: word.start, end: word.end, people, strength: strengthOf(text, word, name) };
  }
  // "Mc Donald" and "O Brien", of which neither part is in the index alone.
  const next = words[at + 1];
  if (!next || word.text.length > 4 || !isCapital(text, word) || !isCapital(text, next))
    return null;
  const people = index.words.get(word.text + next.text);
  if (!people || !/^[ '.-]{0,2}$/.test(text.folded.slice(word.end, next.start))) return null;
  return { start: word.start, end: next.end, people, strength: 2 };
}

// "the Smiths", "Janes bedroom". Three letters only with a capital: else "his" would hold "Hi".
function singulars(text: FoldedText, word: Word): string[] {
  const { text: plural } = word;
  if (
    !plural.endsWith('s') ||
    /^(this|his|has|was|its|miss|less|mass|loss|thus|yes)$/.test(plural)
  ) {
    return [];
  }
  const singular = plural.slice(0, -1);
  if (singular.length < 3 || (singular.length === 3 && !isCapital(text, word))) return [];
  return plural.endsWith('es') ? [singular, plural.slice(0, -2)] : [singular];
}

function strengthOf(text: FoldedText, word: Word, name: string): Candidate['strength'] {
  if (isMonthInDate(text, word)) return 0;
  const capital = isCapital(text, word);
  const ordinary = [name, word.text].some((each) => ordinaryWords.has(each) || particles.has(each));
  if (ordinary) return capital ? 1 : 0;
  if (uncommonWords.has(name)) return 1;
  return capital || name.length > 2 ? 2 : 0;
}

function isMonthInDate({ folded }: FoldedText, { text, start, end }: Word): boolean {
  if (!/^(march|april|may|june|august)$/.test(text)) return false;
  const before = folded.slice(Math.max(0, start - 10), start);
  return (
    /\d(st|nd|rd|th)?( of)?[ ,.-]*$/.test(before) || /^[ ,.-]*\d/.test(folded.slice(end, end + 5))
  );
}

/** The candidates from one on that stand side by side and can be the same person. */
function groupFrom(text: FoldedText, candidates: readonly Candidate[], from: number): Candidate[] {
  const first = candidates[from] as Candidate;
  const group = [first];
  let people = [...first.people];
  for (const next of candidates.slice(from + 1, from + 8)) {
    const gap = text.folded.slice(group.at(-1)?.end, next.start);
    const both = people.filter((person) => next.people.has(person));
    if (next.start < (group.at(-1)?.end ?? 0)) continue;
    if (!/^[\s,.'_(-]{0,3}$/.test(gap) || both.length === 0) break;
    group.push(next);
    people = both;
  }
  return group;
}

function hitOf(text: FoldedText, group: readonly Candidate[]): NameHit | null {
  const strong = group.filter((each) => each.strength > 0);
  const certain = group.some((each) => each.strength === 2) || strong.length > 1;
  const counted = countedOf(text, group);
  const [first] = counted;
  const last = counted.at(-1);
  if (!first || !last) return null;
  return {
    kind: certain ? 'name' : 'possible-name',
    start: first.start,
    end: last.end,
    people: [...first.people].filter((person) => counted.every((each) => each.people.has(person))),
  };
}

// "Hartley will attend" names Hartley only, "will hartley" both: beside a capital, a small letter
// makes an ordinary word of it.
function countedOf(text: FoldedText, group: readonly Candidate[]): readonly Candidate[] {
  const isStrong = (each: Candidate) => each.strength > 0;
  const words = new Set(group.map((each) => text.folded.slice(each.start, each.end)));
  const hasCapital = group.some((each) => isStrong(each) && isCapital(text, each));
  if (words.size > 1 && !hasCapital) return group;
  return group.slice(group.findIndex(isStrong), group.findLastIndex(isStrong) + 1);
}

/** Whether a word begins with a capital; scripts that have none count as if it did. */
export function isCapital(text: FoldedText, { start }: { start: number }): boolean {
  const letter = text.original[text.starts[start] ?? -1] ?? '';
  return letter !== letter.toLowerCase() || letter.toLowerCase() === letter.toUpperCase();
}
