import { type FieldProblem, textProblems } from './field-problem.ts';

/** What an agency can say about good practice that was found in its work (DD-24). */
export const feedBackAnswers = ['fed-back', 'none-to-feed-back'] as const;
export type FeedBackAnswer = (typeof feedBackAnswers)[number];

export interface TypedFeedBack {
  answer: string;
  /** How it was fed back; not asked for where there was none. */
  text: string;
}

export const longestFeedBack = 5000;

export function isFeedBackAnswer(answer: string): answer is FeedBackAnswer {
  return (feedBackAnswers as readonly string[]).includes(answer);
}

export function feedBackProblems({ answer, text }: TypedFeedBack): FieldProblem[] {
  if (!isFeedBackAnswer(answer)) {
    const message = 'Say whether good practice was fed back, or that there was none to feed back.';
    return [{ field: 'answer', message }];
  }
  const missing =
    answer === 'fed-back' ? 'Say how it was fed back, without naming anybody.' : undefined;
  return textProblems('text', text, { longest: longestFeedBack, ...(missing ? { missing } : {}) });
}

/** What stands for an agency, for people. */
export function feedBackWords(answer: string): string {
  switch (answer) {
    case 'fed-back':
      return 'Fed back';
    case 'none-to-feed-back':
      return 'None to feed back';
    case 'silent':
      return 'Nothing was said';
    default:
      return answer;
  }
}
