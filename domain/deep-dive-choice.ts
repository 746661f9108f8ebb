import { type FieldProblem, textProblems } from './field-problem.ts';
import { counted } from './phrases.ts';

/** A child that somebody chose, by its number, and why. */
export interface ChosenChild {
  number: number;
  reason: string;
}

export const longestReason = 2000;

/**
 * What is wrong with a choice of deep dives (CH-19): as many as the process says, or all that there
 * are, each with its reason. `among` are the numbers of the children who can be chosen.
 */
export function choiceProblems(
  chosen: readonly ChosenChild[],
  given: { howMany: number; among: readonly number[] },
): FieldProblem[] {
  const wanted = Math.min(given.howMany, given.among.length);
  const numbers = new Set(chosen.map(({ number }) => number));
  const problems: FieldProblem[] = [];
  if ([...numbers].some((number) => !given.among.includes(number))) {
    const message =
      'Choose among the children below: one of those you chose is not there any more.';
    problems.push({ field: 'chosen', message });
  } else if (numbers.size !== wanted) {
    const message = `Choose ${counted(wanted, 'child', 'children')}; you have chosen ${numbers.size}.`;
    problems.push({ field: 'chosen', message });
  }
  for (const { number, reason } of chosen) {
    const missing = `Say why C${number} is chosen.`;
    const field = `reason-${number}`;
    problems.push(...textProblems(field, reason, { missing, longest: longestReason }));
  }
  return problems;
}
