import { z } from 'zod';
import { keySchema } from './asks.ts';

/** The practice focus and where it came from. */
export const chooseThemeSchema = z.strictObject({
  kind: z.literal('choose-theme'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** The kinds of source from which at least one is recorded. */
  sources: z.array(z.strictObject({ key: keySchema, label: z.string().min(1) })).min(1),
});
