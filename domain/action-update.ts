import { type FieldProblem, textProblems } from './field-problem.ts';

/** Where an action stands. What is reported complete waits for somebody else to confirm it. */
export type ActionState = 'open' | 'blocked' | 'reported-complete' | 'complete' | 'withdrawn';

/** The states in which an action's owner is asked for updates. */
export const askedStates = ['open', 'blocked'] as const satisfies ActionState[];

/** The states in which an action keeps its audit and its work plan open. */
export const openStates = [...askedStates, 'reported-complete'] as const satisfies ActionState[];

/** What an owner can say of one action, and the state that follows from it. */
const answers = {
  'on-track': { label: 'No change, still on track', state: 'open', missing: undefined },
  progress: { label: 'There is progress', state: 'open', missing: 'Say what has been done.' },
  blocked: {
    label: 'It is blocked',
    state: 'blocked',
    missing: 'Say what stands in the way, and what would help.',
  },
  complete: {
    label: 'It is complete',
    state: 'reported-complete',
    missing: 'Say what has been done, and how it can be seen.',
  },
} as const;

export type UpdateAnswer = keyof typeof answers;

export const updateChoices = Object.entries(answers).map(([value, { label, missing }]) => ({
  value,
  label,
  needsText: missing !== undefined,
}));

export const longestUpdate = 5000;

/** An update as it was typed. */
export interface TypedUpdate {
  answer: string;
  text: string;
}

export function isUpdateAnswer(answer: string): answer is UpdateAnswer {
  return Object.hasOwn(answers, answer);
}

export function stateAfter(answer: UpdateAnswer): ActionState {
  return answers[answer].state;
}

/** Everything wrong with the update on action `number`; "no change" needs no words. */
export function updateProblems(number: number, typed: TypedUpdate): FieldProblem[] {
  const { answer, text } = typed;
  if (!isUpdateAnswer(answer)) {
    const message = `Say how action ${number} stands.`;
    return [{ field: `answer-${number}`, message }];
  }
  const { missing } = answers[answer];
  return textProblems(`text-${number}`, text, {
    longest: longestUpdate,
    ...(missing ? { missing: `Action ${number}: ${lower(missing)}` } : {}),
  });
}

const stateNames: Record<ActionState, string> = {
  open: 'Open',
  blocked: 'Blocked',
  'reported-complete': 'Reported complete',
  complete: 'Complete',
  withdrawn: 'Withdrawn',
};

export function actionStateWords(state: string): string {
  return stateNames[state as ActionState] ?? state;
}

/** What was said of an action in one round, for people. */
export function updateWords(answer: string): string {
  if (isUpdateAnswer(answer)) return answers[answer].label;
  return answer === 'silent' ? 'Nothing was said' : answer;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
