import { fold, lettersIn } from './folded-text.ts';
import { particles, titles } from './ordinary-words.ts';

/** Somebody known to the audit, under one of the names used; nicknames are given as names too. */
export interface KnownName {
  name: string;
  whose: 'child' | 'family' | 'staff';
}

/** The names taken apart, so that a text can be looked up word by word. */
export interface NameIndex {
  people: readonly KnownName[];
  /** Folded word → positions in `people`. */
  words: Map<string, Set<number>>;
  /** Initials in capitals, two or more → positions in `people`. */
  initials: Map<string, Set<number>>;
}

/**
 * Splits each name into words that give its bearer away alone. Titles and particles ("de", "ap")
 * do not; the parts of "Smith-Jones" and "O'Brien" do, and so do words run together.
 */
export function indexNames(people: readonly KnownName[]): NameIndex {
  const index: NameIndex = { people, words: new Map(), initials: new Map() };
  for (const [person, { name }] of people.entries()) {
    const words = nameWords(name);
    // "Al" and "Di" are first names as well as particles.
    const alone = words.filter((word, at) => word.length > 1 && (at === 0 || !particles.has(word)));
    for (const word of [...alone, ...runTogether(words)]) add(index.words, word, person);
    for (const initials of initialsOf(words)) add(index.initials, initials, person);
  }
  return index;
}

/** "SMITH, Dr. Jane O'Brien" → jane, o, brien, smith; without titles and what stands in brackets. */
export function nameWords(name: string): string[] {
  const { folded } = fold(name.replace(/\([^)]*\)/g, ' '));
  const [surname = '', ...forenames] = folded.split(',');
  const words = lettersIn([...forenames, surname].join(' ')).map((word) => word.text);
  const first = words.findIndex((word) => !titles.has(word));
  return first < 0 ? words : words.slice(first);
}

// "obrien", "smithjones", "vandyke", "janesmith", "smithjane".
function runTogether(words: string[]): string[] {
  const pairs = words.slice(1).map((word, before) => `${words[before]}${word}`);
  const ends = words.length > 1 ? [`${words.at(-1)}${words[0]}`, `${words[0]}${words.at(-1)}`] : [];
  return [...pairs, ...ends].filter((word) => word.length > 3);
}

// Jane Alice Smith-Jones: JASJ, JA, JS, JJ, JSJ.
function initialsOf(words: string[]): string[] {
  const letters = words.filter((word) => !particles.has(word) || word.length === 1).map(firstOf);
  const [first = '', ...rest] = letters;
  const pairs = rest.map((letter) => first + letter);
  const all = [letters.join(''), ...pairs, first + rest.slice(-2).join('')];
  return [...new Set(all.map((each) => each.toUpperCase()))].filter((each) => each.length >= 2);
}

function firstOf(word: string): string {
  return word[0] ?? '';
}

function add(map: Map<string, Set<number>>, key: string, person: number): void {
  const people = map.get(key);
  if (people) people.add(person);
  else map.set(key, new Set([person]));
}
