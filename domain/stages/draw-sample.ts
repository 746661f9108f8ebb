import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** The random draw, then who the drawn children are. */
export const drawSampleSchema = z.strictObject({
  kind: z.literal('draw-sample'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** How many children; another number at the start needs a reason. */
  size: z.int().min(1).max(200),
  /** The levels of need in the list. Without a quota of its own, each has at least one child and the
   * rest go in proportion to the size of each level. */
  strata: z
    .array(
      z.strictObject({
        key: keySchema,
        label: z.string().min(1),
        quota: z.int().min(1).max(200).optional(),
      }),
    )
    .min(1),
  /** How many children of one family may be drawn. */
  maxPerFamily: z.int().min(1).max(20).default(1),
  /** Asks the business unit's officer to enter who the drawn children are. */
  identities: askSchema,
});
