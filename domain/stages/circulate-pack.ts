import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/**
 * The submitted tools, collated and circulated to those taking part, each with their own cases.
 * The officer may circulate early; when the ask closes, the pack goes out by itself.
 */
export const circulatePackSchema = z.strictObject({
  kind: z.literal('circulate-pack'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** Asks the officer to look at what is missing; its close is when the pack goes out. */
  circulate: askSchema.required({ closeWorkingDaysAfter: true }),
  /** The same for what came in after the pack; its close is when the supplement goes out. */
  supplement: askSchema.required({ closeWorkingDaysAfter: true }),
});
