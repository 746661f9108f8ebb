/** What is wrong with one field of a form, as a sentence that says what to do. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** A problem of a text that is missing or too long; none where it is in order. */
export function textProblems(
  field: string,
  text: string,
  given: { missing?: string; longest: number },
): FieldProblem[] {
  if (text.trim() === '') return given.missing ? [{ field, message: given.missing }] : [];
  if (text.length <= given.longest) return [];
  const message = `This has ${text.length} characters; at most ${given.longest} fit. Shorten it.`;
  return [{ field, message }];
}
