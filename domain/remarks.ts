import type { AnswerProblem } from './completeness.ts';
import type { FieldProblem } from './field-problem.ts';
import { textProblems } from './field-problem.ts';
import type { Tool } from './tool.ts';

/** What a checker wants changed under one section of a tool. */
export interface TypedRemark {
  section: string;
  text: string;
}

/** How many characters a remark, or the answer to it, may have. */
export const longestRemark = 5_000;

export type CheckedRemarks =
  | { ok: true; remarks: TypedRemark[] }
  | { ok: false; problems: FieldProblem[] };

/**
 * The remarks with which a tool is sent back, in the order of its sections; at least one, because
 * only sections with a remark are open to change. `typed` is what stands under each section.
 */
export function checkRemarks(
  tool: Tool,
  typed: Record<string, string | undefined>,
): CheckedRemarks {
  const remarks = tool.sections.flatMap(({ key }): TypedRemark[] => {
    const text = (typed[key] ?? '').replace(/\r\n?/g, '\n').trim();
    return text === '' ? [] : [{ section: key, text }];
  });
  const first = tool.sections[0]?.key ?? '';
  if (remarks.length === 0) {
    const message = 'Write under at least one section what is to be changed there.';
    return { ok: false, problems: [{ field: `remark-${first}`, message }] };
  }
  const problems = remarks.flatMap(({ section, text }) =>
    textProblems(`remark-${section}`, text, { longest: longestRemark }),
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, remarks };
}

/** Where the answer to a section's remark stands among its questions; no question has this key. */
export const remarkAnswer = 'remark_answer';

/** The remarks that still keep a revised tool from being submitted, in the order of its sections. */
export function unansweredRemarks(
  tool: Tool,
  remarks: readonly { section: string; answer: string | null }[],
): AnswerProblem[] {
  return tool.sections.flatMap(({ key, title }) => {
    const remark = remarks.find((each) => each.section === key);
    if (!remark || (remark.answer ?? '').trim() !== '') return [];
    const message = `Answer what is to be changed under “${title}”`;
    return [{ section: key, question: remarkAnswer, message }];
  });
}

/** What is wrong with a typed answer to a section's remark. */
export function wrongRemarkAnswer(section: string, typed: string): AnswerProblem[] {
  const [problem] = textProblems(remarkAnswer, typed, { longest: longestRemark });
  return problem ? [{ section, question: remarkAnswer, message: problem.message }] : [];
}
