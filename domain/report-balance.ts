import type { Report } from './report-model.ts';
import type { ReportSectionKey, ReportSectionPlan } from './report-sections.ts';

const sides: readonly ReportSectionKey[] = ['good-practice', 'development'];

/**
 * The titles of sections that keep a report from leaving: where both sides have to be told, good
 * practice or areas for development without a single point (CH-26), and required ones in which
 * nothing stands.
 */
export function emptySections(
  report: Report,
  wanted: { balanced: boolean; sections: readonly ReportSectionPlan[] },
): string[] {
  return wanted.sections.flatMap(({ key, title, required }) => {
    const blocks = report.sections.find((section) => section.key === key)?.blocks ?? [];
    const isSide = wanted.balanced && sides.some((side) => side === key);
    if (isSide && !blocks.some(({ kind }) => kind === 'point')) return [title];
    return required && blocks.length === 0 ? [title] : [];
  });
}
