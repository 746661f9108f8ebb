import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** One request per involved agency, with a return for each of its children. */
export const gatherReturnsSchema = z.strictObject({
  kind: z.literal('gather-returns'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  ask: askSchema,
  /** How many working days "ask for more time" gives without anybody being asked. */
  moreTimeWorkingDays: z.int().min(0).max(40),
  /** For an agency that is named late: how long it has from then. */
  lateWorkingDays: z.int().min(1).max(60),
  /** Whether the business unit checks each return; without it, what is submitted is final. */
  qualityCheck: z
    .strictObject({
      /** Asks the officer to check a return. Only a decision ends it, so silence never closes it. */
      check: askSchema.omit({ closeWorkingDaysAfter: true }),
      /** Asks for the changes to one that was sent back; once closed, the last version stands. */
      revise: askSchema,
    })
    .optional(),
});
