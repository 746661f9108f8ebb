import { type FoldedText, lettersIn, type Word } from './folded-text.ts';
import type { NameIndex } from './known-names.ts';
import { isCapital, type NameHit } from './name-hits.ts';
import { abbreviations, ordinaryWords } from './ordinary-words.ts';

const longest = 5;

/** Finds initials of known people: "JS", "J.S.", "J. S.", "J S", "j.s." */
export function initialHits(text: FoldedText, index: NameIndex): NameHit[] {
  const words = lettersIn(text.folded);
  const hits: NameHit[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at] as Word;
    const hit =
      word.text.length > 1
        ? inOnePiece(text, index, word)
        : apart(text, index, words.slice(at, at + longest));
    if (hit) hits.push(hit);
    at += 1;
    while (hit && (words[at]?.start ?? hit.end) < hit.end) at += 1;
  }
  return hits;
}

// "GP" and "CP" stand in every report. A child's or a relative's initials are worth a look even so;
// those of one of many colleagues would only bury the others.
function inOnePiece(text: FoldedText, index: NameIndex, word: Word): NameHit | null {
  const { start, end } = word;
  const initials = word.text.toUpperCase();
  const people = [...(index.initials.get(initials) ?? [])];
  const written = text.original.slice(text.starts[start], text.ends[end - 1]);
  if (people.length === 0 || written !== written.toUpperCase()) return null;
  if (/\d/.test((text.folded[start - 1] ?? '') + (text.folded[end] ?? ''))) return null;
  if (!abbreviations.has(initials) && !ordinaryWords.has(word.text)) {
    return { kind: 'initials', start, end, people };
  }
  const related = people.filter((person) => index.people[person]?.whose !== 'staff');
  return related.length > 0 ? { kind: 'possible-initials', start, end, people: related } : null;
}

function apart(text: FoldedText, index: NameIndex, words: readonly Word[]): NameHit | null {
  const [first] = words;
  for (let length = words.length; first && length > 1; length -= 1) {
    const run = words.slice(0, length);
    const last = run.at(-1) as Word;
    const people = index.initials.get(
      run
        .map((word) => word.text)
        .join('')
        .toUpperCase(),
    );
    if (!people || !isRun(text, run)) continue;
    const dotted = text.folded[first.end] === '.' && text.folded[last.end] === '.';
    const end = dotted ? last.end + 1 : last.end;
    return { kind: 'initials', start: first.start, end, people: [...people] };
  }
  return null;
}

/** Single letters with the same short gap: capitals, or small ones with full stops. */
function isRun(text: FoldedText, run: readonly Word[]): boolean {
  if (run.some((word) => word.text.length > 1)) return false;
  const gaps = run.slice(1).map((word, before) => text.folded.slice(run[before]?.end, word.start));
  const letters = run.map((word) => word.text).join('');
  if (run.every((word) => isCapital(text, word))) {
    // "Child A. I think …" is no run of initials.
    const endsInI = letters.endsWith('i') && gaps.at(-1)?.endsWith(' ');
    return !endsInI && gaps.every((gap) => /^(\. ?| |-)$/.test(gap));
  }
  return !/^(eg|ie|am|pm|nb|cf|ps|vs|ad|bc)$/.test(letters) && gaps.every((gap) => gap === '.');
}
