import { addMonths, formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

/** What is recommended to whom, as somebody typed it. */
export interface TypedRecommendation {
  text: string;
  ownerAgencyId: string;
  dueDate: string;
}

const longestText = 5000;
const monthsAtMost = 36;

/** Everything wrong with a recommendation; its day has to come after the discussion. */
export function recommendationProblems(
  typed: TypedRecommendation,
  given: { discussion: PlainDate; agencies: readonly string[] },
): FieldProblem[] {
  const missing = 'Write what is recommended.';
  const problems = textProblems('text', typed.text, { missing, longest: longestText });
  if (!given.agencies.includes(typed.ownerAgencyId)) {
    problems.push({ field: 'ownerAgencyId', message: 'Choose the agency that is to see to it.' });
  }
  const message = dueProblem(readTypedDate(typed.dueDate), given.discussion);
  return message ? [...problems, { field: 'dueDate', message }] : problems;
}

function dueProblem(due: PlainDate | null, discussion: PlainDate): string | null {
  if (!due) return 'Enter a real day by which it is to be done, such as 27 3 2027.';
  if (due <= discussion) {
    return `${formatDate(due)} is not after the discussion on ${formatDate(discussion)}. Enter a later day.`;
  }
  if (due > addMonths(discussion, monthsAtMost)) {
    return `${formatDate(due)} is more than three years after the discussion. Check the year.`;
  }
  return null;
}
