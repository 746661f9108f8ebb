import { blocksOf, type Report, type ReportBlock, sameBlock } from './report-model.ts';
import { findingSections } from './report-sections.ts';

/** A block that reads otherwise than before; null: it was not there, or has gone. */
export interface ReportChange {
  section: string;
  title: string;
  before: ReportBlock | null;
  after: ReportBlock | null;
}

/** How a report differs from an earlier text of it, in its order; what was taken out comes last. */
export function changesBetween(before: Report, after: Report): ReportChange[] {
  const old = new Map(blocksOf(before).map((placed) => [placed.block.id, placed]));
  const now = new Map(blocksOf(after).map((placed) => [placed.block.id, placed]));
  const title = (section: string) =>
    [...after.sections, ...before.sections].find(({ key }) => key === section)?.title ?? '';
  return [...new Map([...now, ...old])].flatMap(([id, { section }]) => {
    const change = {
      section,
      title: title(section),
      before: old.get(id)?.block ?? null,
      after: now.get(id)?.block ?? null,
    };
    return sameBlock(change.before, change.after) ? [] : [change];
  });
}

/** Whether anything that was found or recommended reads otherwise. */
export function changesFindings(changes: readonly ReportChange[]): boolean {
  return changes.some(({ section }) => findingSections.has(section));
}

/**
 * Whether the change cannot be one of wording: a finding or a recommendation came or went, or a
 * recommendation has another agency or date. Everybody is then asked about the report again.
 */
export function isMoreThanWording(changes: readonly ReportChange[]): boolean {
  return changes.some(({ section, before, after }) => {
    if (!findingSections.has(section)) return false;
    if (before === null || after === null) return true;
    if (before.kind !== 'recommendation' || after.kind !== 'recommendation') return false;
    return before.ownerAgencyId !== after.ownerAgencyId || before.dueDate !== after.dueDate;
  });
}
