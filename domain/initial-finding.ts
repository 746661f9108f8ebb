import { type FieldProblem, textProblems } from './field-problem.ts';

/** What the review of what came in looks for before the discussion (SO-20), in this order. */
export const initialFindingKinds = [
  { key: 'question', label: 'Question' },
  { key: 'gap', label: 'Gap' },
  { key: 'inconsistency', label: 'Inconsistency' },
  { key: 'theme', label: 'Emerging theme' },
] as const;

export type InitialFindingKind = (typeof initialFindingKinds)[number]['key'];

export interface TypedInitialFinding {
  kind: string;
  caseId: string | null;
  agencyId: string | null;
  text: string;
}

export const longestInitialFinding = 4000;

export function initialFindingProblems({ kind, text }: TypedInitialFinding): FieldProblem[] {
  const problems = textProblems('text', text, {
    missing: 'Write what is to be brought up.',
    longest: longestInitialFinding,
  });
  if (initialFindingKinds.some(({ key }) => key === kind)) return problems;
  return [{ field: 'kind', message: 'Say what it is.' }, ...problems];
}

export function initialFindingLabel(kind: string): string {
  return initialFindingKinds.find(({ key }) => key === kind)?.label ?? kind;
}
