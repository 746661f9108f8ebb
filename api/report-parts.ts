import { blockHtml } from '../documents/report-html.ts';
import type { ReportChange } from '../domain/report-changes.ts';
import type { Report, ReportBlock } from '../domain/report-model.ts';

/** A report for a page, which may put something of its own beside each part. */
export interface ReportSectionParts {
  key: string;
  title: string;
  parts: { id: string; html: string; name: string; changed: boolean }[];
}

/** The sections that say something, each part as safe HTML; `changes` marks what reads otherwise. */
export function reportParts(
  report: Report,
  changes: readonly ReportChange[] = [],
): ReportSectionParts[] {
  const changed = new Set(changes.flatMap(({ after }) => after?.id ?? []));
  return report.sections
    .filter(({ blocks }) => blocks.length > 0)
    .map(({ key, title, blocks }) => ({
      key,
      title,
      parts: blocks.map((block, place) => ({
        id: block.id,
        html: blockHtml(block),
        name: `${title}: ${blockName(block, place)}`,
        changed: changed.has(block.id),
      })),
    }));
}

/** Each change as it read and as it reads now. */
export function changedParts(changes: readonly ReportChange[]) {
  return changes.map(({ title, before, after }) => ({
    title,
    before: before && blockHtml(before),
    after: after && blockHtml(after),
  }));
}

/** What a part is called where it stands alone: "recommendation 3", "“Focus”", "part 2". */
export function blockName(block: ReportBlock, place: number): string {
  if (block.kind === 'recommendation') return `recommendation ${block.number}`;
  if (block.kind === 'table') return `table “${block.caption}”`;
  if (block.kind === 'paragraph' && block.heading) return `“${block.heading}”`;
  return `${block.kind === 'point' ? 'point' : 'paragraph'} ${place + 1}`;
}
