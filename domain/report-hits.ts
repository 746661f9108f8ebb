import { findIdentifiers, type IdentifierHit, type KnownIdentifiers } from './identifiers.ts';
import { blocksOf, type Report, textsOf } from './report-model.ts';

/** Something in a report that may identify somebody, and where it stands. */
export interface ReportHit extends Pick<IdentifierHit, 'kind' | 'text' | 'why'> {
  blockId: string;
  sectionTitle: string;
  /** The sentence around it: what is cleared in one sentence is not cleared in another. */
  sentence: string;
}

interface PlacedText {
  text: string;
  blockId: string;
  sectionTitle: string;
  /** Where it begins in the whole. */
  start: number;
}

// Nothing that identifies somebody goes across it, so two texts are never read as one.
const apart = '\n\n|\n\n';

/**
 * Whatever may identify somebody in any text of a report, in its order (DD-18). The texts are read
 * in one go: taking ten thousand references apart for every cell of a table would take minutes.
 */
export function hitsInReport(report: Report, known: KnownIdentifiers): ReportHit[] {
  const texts = placedTexts(report);
  const whole = texts.map(({ text }) => text).join(apart);
  let place = 0;
  return findIdentifiers(whole, known).flatMap(({ kind, start, end, text: found, why }) => {
    while ((texts[place + 1]?.start ?? Number.POSITIVE_INFINITY) <= start) place += 1;
    const here = texts[place];
    if (!here) return [];
    const { blockId, sectionTitle, text } = here;
    const sentence = sentenceAround(text, start - here.start, end - here.start);
    return [{ kind, text: found, why, blockId, sectionTitle, sentence }];
  });
}

function placedTexts(report: Report): PlacedText[] {
  const titles = new Map(report.sections.map(({ key, title }) => [key, title]));
  let start = 0;
  return blocksOf(report).flatMap(({ section, block }) =>
    textsOf(block).map((text) => {
      const placed = { text, blockId: block.id, sectionTitle: titles.get(section) ?? '', start };
      start += text.length + apart.length;
      return placed;
    }),
  );
}

const endsSentence = /[.!?\n]/;

function sentenceAround(text: string, start: number, end: number): string {
  let from = start;
  while (from > 0 && !endsSentence.test(text[from - 1] ?? '')) from -= 1;
  const after = text.slice(end).search(endsSentence);
  return text.slice(from, after < 0 ? undefined : end + after + 1).trim();
}
