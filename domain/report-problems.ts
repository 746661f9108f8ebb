import type { PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { recommendationProblems } from './recommendation.ts';
import type { ReportChange } from './report-changes.ts';

const longestText = 10_000;

/** What keeps a changed report from being saved; fields are "text-", "owner-" and "due-" with the block's id. */
export function reportProblems(
  changes: readonly ReportChange[],
  given: { discussion: PlainDate; agencies: readonly string[] },
): FieldProblem[] {
  return changes.flatMap(({ after }) => {
    if (after === null || after.kind === 'table') return [];
    if (after.kind !== 'recommendation') {
      return textProblems(`text-${after.id}`, after.text, { longest: longestText });
    }
    const fields: Record<string, string> = { text: 'text', ownerAgencyId: 'owner', dueDate: 'due' };
    return recommendationProblems(after, given).map(({ field, message }) => ({
      field: `${fields[field]}-${after.id}`,
      message,
    }));
  });
}
