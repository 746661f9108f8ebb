import { type FieldProblem, textProblems } from './field-problem.ts';

/** A question that the discussion puts to one agency, about one case or about the audit as a whole. */
export interface TypedQuestion {
  agencyId: string;
  /** Null: about the audit as a whole. */
  caseId: string | null;
  text: string;
}

const longestText = 4000;

export function questionProblems({ text }: TypedQuestion): FieldProblem[] {
  return textProblems('text', text, { missing: 'Write the question.', longest: longestText });
}

export function answerProblems(field: string, answer: string): FieldProblem[] {
  return textProblems(field, answer, { longest: longestText });
}

/**
 * Whether somebody of the agency reads a question: whoever comes for its case, and everybody of the
 * agency where it is about no case, or where nobody of the agency comes for that one.
 */
export function readsQuestion(
  { caseId }: Pick<TypedQuestion, 'caseId'>,
  own: ReadonlySet<string>,
  colleagues: readonly ReadonlySet<string>[],
): boolean {
  if (caseId === null || own.has(caseId)) return true;
  return !colleagues.some((cases) => cases.has(caseId));
}
