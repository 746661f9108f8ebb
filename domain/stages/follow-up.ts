import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** Recommendations become actions on a body's work plan and are followed up until complete. */
export const followUpSchema = z.strictObject({
  kind: z.literal('follow-up'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** The key of the body on whose work plan the actions are, and which gets the status. */
  body: keySchema,
  /**
   * Every how many months the body's papers are due and its status leaves, counted from the day on
   * which its work plan begins. A work plan that has begun before keeps its own.
   */
  everyMonths: z.int().min(1).max(12),
  /**
   * Asks each agency that owns open actions for an update; its close is when saying nothing is
   * recorded as that. It is due so many working days before the papers are.
   */
  update: askSchema
    .extend({ due: z.strictObject({ workingDaysBeforePapers: z.int().min(0).max(60) }) })
    .required({ askWorkingDaysBefore: true, closeWorkingDaysAfter: true }),
  /** Asks the officer to confirm what an agency reports complete. Only that ends it. */
  confirm: askSchema.omit({ closeWorkingDaysAfter: true }),
});

export type FollowUp = z.infer<typeof followUpSchema>;
