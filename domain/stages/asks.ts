import { z } from 'zod';

/** Keys stand in rows, URLs and workflow ids. */
export const keySchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'use lower-case letters, digits and hyphens, starting with a letter',
  );

const workingDays = z.int().min(0).max(260);

/**
 * Who is told when nobody answers: roles of the agency that was asked, or of the business unit.
 */
export const escalationRoleSchema = z.enum([
  'safeguarding-lead',
  'deputy',
  'officer',
  'officer-deputy',
  'manager',
]);

/** How one kind of ask runs against the clock; everything in working days. */
export const askSchema = z.strictObject({
  /**
   * When it is due: so many working days after it is asked, or on one of the profile's dates, or so
   * many working days after that date (negative: before it).
   */
  due: z.union([
    z.strictObject({ workingDays }),
    z.strictObject({ date: keySchema, workingDays: z.int().min(-260).max(260).default(0) }),
  ]),
  /** The first letter waits until so many working days before the due date; without it, it leaves at once. */
  askWorkingDaysBefore: workingDays.optional(),
  /** Reminders before the due date. */
  remindWorkingDaysBefore: z.array(workingDays).max(5).default([]),
  /** Chases after the due date. */
  chaseWorkingDaysAfter: z.array(workingDays).max(5).default([]),
  /** When and to whom silence is escalated. */
  escalate: z
    .strictObject({ workingDaysAfter: workingDays, to: z.array(escalationRoleSchema).min(1) })
    .optional(),
  /** When silence is recorded as the answer and the process goes on without it. */
  closeWorkingDaysAfter: workingDays.optional(),
});

export type AskTimings = z.infer<typeof askSchema>;
