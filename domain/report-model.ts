import type { PlainDate } from './calendar.ts';

/** The report: what is stored, edited, checked, read, and written to files. */
export interface Report {
  title: string;
  /** Whose it is, and of which audit. */
  subtitle: string;
  sections: ReportSection[];
}

export interface ReportSection {
  key: string;
  title: string;
  blocks: ReportBlock[];
}

/** What is edited, remarked on and compared by itself; its id stays the same from version to version. */
export type ReportBlock = ReportParagraph | ReportPoint | ReportTable | ReportRecommendation;

export interface ReportParagraph {
  id: string;
  kind: 'paragraph';
  heading?: string;
  text: string;
}

/** One of several things in a list. */
export interface ReportPoint {
  id: string;
  kind: 'point';
  text: string;
}

/** Numbers drawn from the data; it can be left out, but not typed over. */
export interface ReportTable {
  id: string;
  kind: 'table';
  caption: string;
  head: string[];
  rows: string[][];
  /** Its rows count the same things: it is drawn as stacked bars too. */
  chart?: true;
}

export interface ReportRecommendation {
  id: string;
  kind: 'recommendation';
  /** The recommendation on record; null until one that was added here has been saved. */
  recommendationId: string | null;
  number: number;
  text: string;
  ownerAgencyId: string;
  owner: string;
  dueDate: PlainDate;
}

/** A block and where it stands. */
export interface PlacedBlock {
  section: string;
  block: ReportBlock;
}

export function blocksOf(report: Report): PlacedBlock[] {
  return report.sections.flatMap(({ key, blocks }) =>
    blocks.map((block) => ({ section: key, block })),
  );
}

/** Every text of a block that somebody reads. */
export function textsOf(block: ReportBlock): string[] {
  switch (block.kind) {
    case 'paragraph':
      return block.heading ? [block.heading, block.text] : [block.text];
    case 'point':
      return [block.text];
    case 'table':
      return [block.caption, ...block.head, ...block.rows.flat()];
    case 'recommendation':
      return [block.text, block.owner];
  }
}

/** Whether two blocks read the same, wherever they came from. */
export function sameBlock(a: ReportBlock | null, b: ReportBlock | null): boolean {
  return JSON.stringify(toldBy(a)) === JSON.stringify(toldBy(b));
}

function toldBy(block: ReportBlock | null): unknown {
  if (block === null) return null;
  if (block.kind !== 'recommendation') return [block.kind, ...textsOf(block)];
  return [block.kind, block.text, block.ownerAgencyId, block.dueDate];
}
