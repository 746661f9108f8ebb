import type { Report } from './report-model.ts';
import type { ReportSectionKey } from './report-sections.ts';

const sides: readonly ReportSectionKey[] = ['good-practice', 'development'];

/** The titles of the sides of which a report tells nothing: good practice, areas for development (CH-26). */
export function emptySides(report: Report): string[] {
  return sides.flatMap((side) => {
    const section = report.sections.find(({ key }) => key === side);
    const tells = section?.blocks.some(({ kind }) => kind === 'point');
    return tells ? [] : (section?.title ?? side);
  });
}
