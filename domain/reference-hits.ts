import { type FoldedText, fold, lettersAndDigitsIn } from './folded-text.ts';

/**
 * Finds local references as they are or with other separators: "LCS-1234", "lcs 1234", "LCS1234".
 * References of fewer than three signs, or of fewer than four figures, are not looked for: they
 * would be found in every count and date.
 */
export function referenceHits(
  text: FoldedText,
  references: readonly string[],
): { start: number; end: number }[] {
  const wanted = new Set(references.map(joined).filter(isTelling));
  const longest = Math.max(0, ...Array.from(wanted, (reference) => reference.length));
  const pieces = lettersAndDigitsIn(text.folded);
  const hits: { start: number; end: number }[] = [];
  for (const [at, first] of pieces.entries()) {
    let read = '';
    let end = first.start;
    for (const piece of pieces.slice(at, at + 6)) {
      const gap = text.folded.slice(end, piece.start);
      // Figures beside figures with only a space between are two numbers.
      const apart = gap === ' ' && /^\d+$/.test(read + piece.text);
      if (read && (apart || !/^[ ._/:#-]{1,2}$/.test(gap))) break;
      read += piece.text;
      end = piece.end;
      if (read.length > longest) break;
      if (wanted.has(read)) hits.push({ start: first.start, end });
    }
  }
  return hits;
}

function joined(reference: string): string {
  return fold(reference).folded.replace(/[^\p{L}\p{N}]/gu, '');
}

function isTelling(reference: string): boolean {
  return reference.length >= (/^\d+$/.test(reference) ? 4 : 3);
}
