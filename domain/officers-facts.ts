import { factsSection } from './applicability.ts';
import { wrongAnswers } from './completeness.ts';
import type { FieldProblem } from './field-problem.ts';
import type { Fact } from './tool.ts';

/** The facts that the officer states with who a child is. */
export function officersQuestions(facts: readonly Fact[]): Fact[] {
  return facts.filter(({ statedBy }) => statedBy === 'officer');
}

/** Reads what the officer typed; what is left empty is asked of whoever completes the tool. */
export function officersFacts(
  facts: readonly Fact[],
  typed: Record<string, string>,
): { ok: true; facts: Record<string, string> } | { ok: false; problems: FieldProblem[] } {
  const asked = officersQuestions(facts).map((fact) => ({ ...fact, required: false }));
  const said = Object.fromEntries(
    asked.flatMap(({ key }) => {
      const text = (typed[key] ?? '').trim();
      return text === '' ? [] : [[key, text]];
    }),
  );
  const problems = wrongAnswers({}, { key: factsSection, questions: asked }, said);
  if (problems.length === 0) return { ok: true, facts: said };
  return {
    ok: false,
    problems: problems.map(({ question, message }) => ({ field: `fact-${question}`, message })),
  };
}
