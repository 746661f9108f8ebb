import { type FieldProblem, textProblems } from './field-problem.ts';

/** What can be said by whoever was asked to pass something on. */
export const passOnAnswers = ['passed-on', 'nothing-to-pass-on'] as const;

export interface TypedPassOn {
  answer: string;
  /** How it was passed on. */
  text: string;
  /** What those said who heard it. */
  replies: string;
  /** That a copy was sent. */
  copied: boolean;
}

export const longestPassOn = 5000;

/** Everything that keeps the answer from being taken (FA-19, SO-31). */
export function passOnProblems(typed: TypedPassOn, wants: { copy: boolean }): FieldProblem[] {
  const { answer, text, replies, copied } = typed;
  if (!passOnAnswers.some((each) => each === answer)) {
    const message = 'Say whether it was passed on, or that there was nothing to pass on.';
    return [{ field: 'answer', message }];
  }
  const told = answer === 'passed-on';
  const missing = 'Say how it was passed on, without naming anybody.';
  const copy = 'Send the copy as well, and then say so here.';
  return [
    ...textProblems('text', text, { longest: longestPassOn, ...(told ? { missing } : {}) }),
    ...textProblems('replies', replies, { longest: longestPassOn }),
    ...(told && wants.copy && !copied ? [{ field: 'copied', message: copy }] : []),
  ];
}

/** What stands for whoever was asked, for people. */
export function passOnWords(answer: string): string {
  switch (answer) {
    case 'passed-on':
      return 'Passed on';
    case 'nothing-to-pass-on':
      return 'Nothing to pass on';
    case 'silent':
      return 'Nothing was said';
    default:
      return answer;
  }
}
