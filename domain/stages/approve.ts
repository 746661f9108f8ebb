import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** One round of approval of the report: by those who took part, or by a body. */
export const approveSchema = z.strictObject({
  kind: z.literal('approve'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  by: z.union([
    /** The authors of returns, and attendees who opted in. */
    z.literal('participants'),
    /** A body decides at a meeting, or by an email round; the officer or chair records it. */
    z.strictObject({ body: keySchema }),
  ]),
  ask: askSchema,
  /** What it means when somebody says nothing until the ask closes. */
  silence: z.enum(['counts-as-approval', 'recorded-as-silence']).default('recorded-as-silence'),
});
