import { type FieldProblem, textProblems } from './field-problem.ts';

/** Why a child is sealed; it stands in the sealed text only. */
export const holdGrounds = ['death', 'court', 'review'] as const;

export type HoldGround = (typeof holdGrounds)[number];

export const holdGroundWords: Record<HoldGround, string> = {
  death: 'A death',
  court: 'Court proceedings',
  review: 'A practice review',
};

/** What the business unit says when it seals a child. */
export interface TypedHold {
  ground: string;
  reason: string;
}

export function holdProblems({ ground, reason }: TypedHold): FieldProblem[] {
  const known = holdGrounds.some((each) => each === ground);
  const missing = 'Say what has happened, and who asked for it. It is kept with the audit.';
  return [
    ...(known ? [] : [{ field: 'ground', message: 'Say what it is sealed for' }]),
    ...textProblems('reason', reason.trim(), { missing, longest: 5000 }),
  ];
}
