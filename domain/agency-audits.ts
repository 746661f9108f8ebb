import { z } from 'zod';
import { keySchema } from './stages/asks.ts';

/**
 * What is done where an agency's own audit shows risk to children: it is reported by exception, and
 * the manager of the business unit schedules a report to a body (SO-36).
 */
export const agencyAuditsSchema = z.strictObject({
  body: keySchema.describe('The key of the body that gets the report.'),
  scheduleWorkingDays: z
    .int()
    .min(1)
    .max(60)
    .describe('Within how many working days the manager schedules the report.'),
});

export type AgencyAudits = z.infer<typeof agencyAuditsSchema>;
