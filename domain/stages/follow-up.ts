import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** Recommendations become actions on a body's work plan and are followed up until complete. */
export const followUpSchema = z.strictObject({
  kind: z.literal('follow-up'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** The body on whose work plan the actions are, and which gets the status. */
  body: keySchema,
  /** How often updates are asked for and the status is sent. */
  everyMonths: z.int().min(1).max(12),
  /** How long before the body's papers are due each update is asked for, reminded and closed. */
  update: askSchema,
  /** Asks somebody other than the owner to confirm that an action is complete. */
  confirm: askSchema,
});
