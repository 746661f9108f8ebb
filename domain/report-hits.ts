import { findIdentifiers, type IdentifierHit, type KnownIdentifiers } from './identifiers.ts';
import { blocksOf, type Report, textsOf } from './report-model.ts';

/** Something in a report that may identify somebody, and where it stands. */
export interface ReportHit extends Pick<IdentifierHit, 'kind' | 'text' | 'why'> {
  blockId: string;
  sectionTitle: string;
  /** The sentence around it: what is cleared in one sentence is not cleared in another. */
  sentence: string;
}

/** Whatever may identify somebody in any text of a report, in its order (DD-18). */
export function hitsInReport(report: Report, known: KnownIdentifiers): ReportHit[] {
  const titles = new Map(report.sections.map(({ key, title }) => [key, title]));
  return blocksOf(report).flatMap(({ section, block }) =>
    textsOf(block).flatMap((text) =>
      findIdentifiers(text, known).map(({ kind, start, end, text: found, why }) => ({
        kind,
        text: found,
        why,
        blockId: block.id,
        sectionTitle: titles.get(section) ?? '',
        sentence: sentenceAround(text, start, end),
      })),
    ),
  );
}

function sentenceAround(text: string, start: number, end: number): string {
  const before = text.slice(0, start).search(/[^.!?\n]*$/);
  const after = text.slice(end).search(/[.!?\n]/);
  return text.slice(before, after < 0 ? undefined : end + after + 1).trim();
}
