/** A text made comparable, which still knows where each of its letters stood. */
export interface FoldedText {
  original: string;
  /** Lower case, without accents; plain apostrophes, hyphens and spaces. */
  folded: string;
  /** Per letter of `folded`: where it began in the original, and where what belongs to it ended. */
  starts: number[];
  ends: number[];
}

export interface Word {
  text: string;
  /** Positions in the folded text. */
  start: number;
  end: number;
}

// Letters that Unicode does not take apart into a base letter and an accent.
const separateLetters: Record<string, string> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ø: 'o',
  Ø: 'o',
  đ: 'd',
  Đ: 'd',
  ð: 'd',
  Ð: 'd',
  þ: 'th',
  Þ: 'th',
  ł: 'l',
  Ł: 'l',
  ħ: 'h',
  Ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
};

/** Folds a text so that "Siân", "SIAN" and "Siȃn" with a soft hyphen in it read alike. */
export function fold(original: string): FoldedText {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (let start = 0; start < original.length; ) {
    const character = String.fromCodePoint(original.codePointAt(start) ?? 0);
    const end = start + character.length;
    const plain = foldCharacter(character);
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(start);
      ends.push(end);
    }
    if (plain === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += plain;
    start = end;
  }
  return { original, folded, starts, ends };
}

/** Where a stretch of the folded text lies in the original. */
export function originalSpan(
  text: FoldedText,
  start: number,
  end: number,
): { start: number; end: number } {
  return { start: text.starts[start] ?? 0, end: text.ends[end - 1] ?? 0 };
}

/** Runs of letters, without digits: "Smith2015" holds the word "smith". */
export function lettersIn(folded: string): Word[] {
  return wordsLike(folded, /\p{L}+/gu);
}

/** Runs of letters and digits. */
export function lettersAndDigitsIn(folded: string): Word[] {
  return wordsLike(folded, /[\p{L}\p{N}]+/gu);
}

function wordsLike(folded: string, pattern: RegExp): Word[] {
  return Array.from(folded.matchAll(pattern), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function foldCharacter(character: string): string {
  if (character <= '\u007f') return character === '`' ? "'" : character.toLowerCase();
  if (/['‘’‛ʼʹ′´＇]/u.test(character)) return "'";
  if (/\p{Pd}|−/u.test(character)) return '-';
  if (/\p{Zs}/u.test(character)) return ' ';
  const separate = separateLetters[character];
  if (separate) return separate;
  const plain = character
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase();
  // A sign that is written with letters, such as "™" or "㉠", ends a word and is no part of it.
  const isSign = !/\p{L}/u.test(character) && /\p{L}/u.test(plain);
  return isSign ? ' ' : plain;
}
