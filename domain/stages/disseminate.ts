import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** The briefing for practitioners, and good practice fed back to the professionals concerned. */
export const disseminateSchema = z.strictObject({
  kind: z.literal('disseminate'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  briefing: z.strictObject({
    title: z.string().min(1),
    /** The headings of its points, in order. */
    points: z.array(z.string().min(1)).min(1).max(12),
  }),
  /** Asks the officer to finish the briefing and record where it was published. */
  publish: askSchema,
  /** Asks each agency to confirm that good practice was fed back. */
  feedBack: askSchema,
});
