import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

/** The anonymised summary report, drafted from the data, edited, and checked for identifiers. */
export const writeReportSchema = z.strictObject({
  kind: z.literal('write-report'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  /** Asks the officer to finish the report. It does not write itself, so silence never closes it. */
  write: askSchema.omit({ closeWorkingDaysAfter: true }),
});
