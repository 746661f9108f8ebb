import { type FieldProblem, textProblems } from './field-problem.ts';
import { smallestShown } from './status-counts.ts';

const longestAnswer = 3000;

/** The field of a question on the page. */
export function questionKey(place: number): string {
  return `question-${place + 1}`;
}

/** Something has to be said, and none of it too long. */
export function experienceProblems(answers: readonly string[]): FieldProblem[] {
  if (answers.every((text) => text.trim() === '')) {
    return [{ field: questionKey(0), message: 'Answer at least one of the questions.' }];
  }
  return answers.flatMap((text, place) =>
    textProblems(questionKey(place), text, { longest: longestAnswer }),
  );
}

/** Of fewer people it could be told who said what. */
export function enoughToShow(people: number): boolean {
  return people >= smallestShown;
}
