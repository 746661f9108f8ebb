import { z } from 'zod';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** Each agency's safeguarding lead says once, for all children, which are known and to which service. */
const checkInvolvementSchema = z.strictObject({
  ...stageBase('check-involvement'),
  ask: askSchema.describe('Asks the safeguarding lead of every agency, once for all children.'),
});

export const checkInvolvement = stageKind(checkInvolvementSchema, {
  title: () => 'who is involved',
  once: true,
  needs: [{ what: 'children', kinds: ['draw-sample'] }],
  inWords: () => [],
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
});
