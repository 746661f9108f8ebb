import { z } from 'zod';
import { isPlainDate } from './calendar.ts';
import type { DegreeDate } from './degree-dates.ts';
import { keySchema } from './stages/asks.ts';

const daySchema = z.string().refine(isPlainDate, 'write a real day as YYYY-MM-DD');
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'write a month as YYYY-MM');

/** A date as far as it is known: a day, a provisional day, only a month, or nothing yet (SO-39). */
const degreeDateSchema = z
  .union([
    z.literal('unknown'),
    daySchema,
    z.strictObject({
      provisional: daySchema.describe('A day, as YYYY-MM-DD, that may still move.'),
    }),
    z.strictObject({ month: monthSchema.describe('Some day of a month, as YYYY-MM.') }),
  ])
  .describe('A day, { provisional: a day }, { month: a month } or "unknown".');

const entrySchema = z.strictObject({
  key: keySchema.describe('Stands in addresses; unique in the programme.'),
  month: monthSchema.describe('The month under which it stands in the schedule.'),
  process: keySchema.describe('The process that it runs.'),
  type: z.string().min(1).describe('What this partnership calls such an audit.'),
  theme: z.string().min(1).describe('In a word or two.'),
  focus: z.string().min(1).describe('What exactly is looked at.'),
  rationale: z.string().min(1).optional().describe('Why, and why now.'),
  jointWith: z
    .string()
    .min(1)
    .max(150)
    .optional()
    .describe('The board with which it is held jointly, such as that for adults.'),
  sample: z.string().min(1).optional().describe('From where the cases come, and how many.'),
  window: z
    .strictObject({
      from: degreeDateSchema.describe('The first day of the auditing.'),
      to: degreeDateSchema.describe('The last day of the auditing.'),
    })
    .optional()
    .describe('Between which days the auditing is done; it may begin before the month.'),
  date: degreeDateSchema.optional().describe('The one day on which it is done.'),
  meeting: degreeDateSchema.optional().describe('When the findings are discussed.'),
  signOff: degreeDateSchema.optional().describe('When the audit group signs it off.'),
  report: degreeDateSchema.optional().describe('When it is reported.'),
  benchmark: z
    .strictObject({
      what: z.string().min(1).describe('The earlier audit, as people call it.'),
      audit: z
        .string()
        .regex(/^\d{4}-\d{2,}$/)
        .optional()
        .describe('Its number, where it was run here.'),
    })
    .optional()
    .describe('The earlier audit of the same theme against which it is read.'),
});

/** The audits that a partnership plans for a year. */
export const programmeSchema = z.strictObject({
  programme: keySchema.describe('The name of the programme.'),
  title: z.string().min(1).describe('What people call it.'),
  source: z.string().min(1).optional().describe('Where it was published.'),
  offerWorkingDaysBefore: z
    .int()
    .min(0)
    .max(260)
    .default(20)
    .describe(
      'How many working days before its first known date an audit is offered to the officer.',
    ),
  schoolTerms: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('What people call the term.'),
        from: daySchema.describe('Its first day, as YYYY-MM-DD.'),
        to: daySchema.describe('Its last day, as YYYY-MM-DD.'),
      }),
    )
    .default([])
    .describe('In order; a date outside all of them is pointed out.'),
  holds: z
    .record(z.string(), z.int().min(0).max(60))
    .default({})
    .describe('How many audits of each type the year is to hold.'),
  entries: z.array(entrySchema).min(1).max(60).describe('The audits, in order.'),
});

export type Programme = z.infer<typeof programmeSchema>;
export type ProgrammeEntry = Programme['entries'][number];

/** The dates of an entry, in the order in which they come. */
export const entryDates = [
  { key: 'window-from', label: 'Auditing begins' },
  { key: 'window-to', label: 'Auditing ends' },
  { key: 'date', label: 'Date of the audit' },
  { key: 'meeting', label: 'Meeting' },
  { key: 'sign-off', label: 'Sign-off by the audit group' },
  { key: 'report', label: 'Report' },
] as const;

export type EntryDateKey = (typeof entryDates)[number]['key'];

/** The dates that an entry has, each in its degree. */
export function datesOfEntry(
  entry: ProgrammeEntry,
): { key: EntryDateKey; label: string; date: DegreeDate }[] {
  const { window, date, meeting, signOff, report } = entry;
  const written = {
    'window-from': window?.from,
    'window-to': window?.to,
    date,
    meeting,
    'sign-off': signOff,
    report,
  };
  return entryDates.flatMap(({ key, label }) => {
    const value = written[key];
    return value === undefined ? [] : [{ key, label, date: asDegreeDate(value) }];
  });
}

function asDegreeDate(written: z.infer<typeof degreeDateSchema>): DegreeDate {
  if (written === 'unknown') return { degree: 'unknown' };
  if (typeof written === 'string') return { degree: 'fixed', date: written };
  if ('month' in written) return { degree: 'month', month: written.month };
  return { degree: 'provisional', date: written.provisional };
}
