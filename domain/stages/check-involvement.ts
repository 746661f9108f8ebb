import { z } from 'zod';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** Each agency's safeguarding lead says once, for all children, which are known and to which service. */
const checkInvolvementSchema = z.strictObject({
  ...stageBase('check-involvement'),
  ask: askSchema.describe('Asks the safeguarding lead of every agency, once for all children.'),
  feedback: z
    .boolean()
    .default(false)
    .describe(
      'Whether the lead may say which of the child, its parents and carers can be asked for feedback, and who arranges it.',
    ),
});

export const checkInvolvement = stageKind(checkInvolvementSchema, {
  title: () => 'who is involved',
  once: true,
  needs: [{ what: 'children', kinds: ['draw-sample'] }],
  inWords: ({ feedback }) =>
    feedback
      ? [
          'With it, the lead may say which of the child, its parents and carers can be asked for feedback, and who arranges it.',
        ]
      : [],
  asks: ({ ask }, words) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      who: 'the safeguarding lead of every agency',
      act: `say, once for all children, which of them it knew in the ${words.window}, and which of its services`,
      silence: 'the agency is recorded as not having answered; it may still answer later.',
    },
  ],
  problems: ({ feedback }, { stages }) => {
    if (!feedback || stages.some(({ kind }) => kind === 'gather-feedback')) return [];
    const message =
      'Nobody then asks for the feedback: add a stage of the kind "gather-feedback" after this one.';
    return [{ path: ['feedback'], message }];
  },
});
