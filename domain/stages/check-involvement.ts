import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** Each agency's safeguarding lead says once, for all children, which are known and to which service. */
export const checkInvolvementSchema = z.strictObject({
  kind: z.literal('check-involvement'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  ask: askSchema,
});
