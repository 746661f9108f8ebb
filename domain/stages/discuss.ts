import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** The multi-agency meeting: who comes, what is concluded, found and recommended. */
export const discussSchema = z.strictObject({
  kind: z.literal('discuss'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** The profile's date on which it is held. */
  date: keySchema,
  /** When on that date, "HH:MM", and for how long; shown in the calendar invitation. */
  startsAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  minutes: z.int().min(15).max(600),
  /** Asks each author and lead whether they come, send a deputy or cannot. */
  attend: askSchema,
  /** Asks the officer to record the discussion. */
  record: askSchema,
  /** The statement that each attendee accepts. */
  confidentiality: z.string().min(1),
  /** The heads under each of which the discussion records a conclusion. */
  conclusions: z.array(z.strictObject({ key: keySchema, label: z.string().min(1) })).min(1),
  /** Whether grades are moderated; needs a scale in the tool. */
  moderation: z.boolean().default(false),
});
