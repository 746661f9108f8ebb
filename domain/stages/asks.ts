import { z } from 'zod';

/** Keys stand in rows, URLs and workflow ids. */
export const keySchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'use lower-case letters, digits and hyphens, starting with a letter: "grade-3", not "3"',
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

export type EscalationRole = z.infer<typeof escalationRoleSchema>;

/** How one kind of ask runs against the clock; everything in working days. */
export const askSchema = z.strictObject({
  due: z
    .union([
      z.strictObject({
        workingDays: workingDays.describe('So many working days after it is asked.'),
      }),
      z.strictObject({
        days: z
          .int()
          .min(0)
          .max(730)
          .describe(
            'So many days after it is asked as they pass, weekends and holidays among them; on a day off, the working day before.',
          ),
      }),
      z.strictObject({
        date: keySchema.describe('The key of one of the dates of this file.'),
        workingDays: z
          .int()
          .min(-260)
          .max(260)
          .default(0)
          .describe('So many working days after that date; with a minus, before it.'),
      }),
      z.strictObject({
        endOfMonth: keySchema.describe(
          'The key of one of the dates of this file: the last working day of the month in which it lies, for which the answer is wanted.',
        ),
      }),
    ])
    .describe('When it is due.'),
  askWorkingDaysBefore: workingDays
    .optional()
    .describe(
      'The first letter waits until so many working days before the due date; without it, it leaves at once.',
    ),
  remindWorkingDaysBefore: z
    .array(workingDays)
    .max(5)
    .default([])
    .describe('Reminders before the due date.'),
  chaseWorkingDaysAfter: z
    .array(workingDays)
    .max(5)
    .default([])
    .describe('Chases after the due date.'),
  escalate: z
    .strictObject({
      workingDaysAfter: workingDays.describe('So many working days after it was due.'),
      to: z.array(escalationRoleSchema).min(1).describe('Who is told.'),
    })
    .optional()
    .describe('When and to whom silence is escalated.'),
  closeWorkingDaysAfter: workingDays
    .optional()
    .describe(
      'When silence is recorded as the answer and the process goes on without it, counted from the due date.',
    ),
});

export type AskTimings = z.infer<typeof askSchema>;
