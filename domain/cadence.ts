import { z } from 'zod';
import { addMonths, formatMonth } from './calendar.ts';
import type { Programme } from './programme.ts';

/** How often a process is run. */
export const cadenceSchema = z.strictObject({
  perYear: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(6), z.literal(12)])
    .describe('How many times a year, at equal distances: 4 is each quarter.'),
  firstMonth: z
    .int()
    .min(1)
    .max(12)
    .default(4)
    .describe('The month of the first one; 4 is April, with which a business year begins.'),
  joint: z
    .strictObject({
      with: z.string().min(1).max(150).describe('The board with which it is held.'),
      month: z.int().min(1).max(12).describe('The month of each year in which it is held.'),
    })
    .optional()
    .describe('One more a year, held jointly with another board.'),
  years: z
    .strictObject({
      every: z.int().min(2).max(10).describe('Every so many years.'),
      from: z.int().min(2000).max(2100).describe('A year in which it is run.'),
    })
    .optional()
    .describe('Where it is not run each year: in which years.'),
});

export type Cadence = z.infer<typeof cadenceSchema>;

/** The months of one year of a cadence, the year beginning with the first month: "YYYY-MM". */
export function cadenceMonths({ perYear, firstMonth, years }: Cadence, year: number): string[] {
  if (years && (year - years.from) % years.every !== 0) return [];
  const first = `${year}-${String(firstMonth).padStart(2, '0')}-01`;
  return Array.from({ length: perYear }, (_, round) =>
    addMonths(first, (12 / perYear) * round).slice(0, 7),
  );
}

/** The programme that a process with a cadence makes for a year, of which only the months are known. */
export function cadenceProgramme(
  process: { profile: string; title: string; cadence: Cadence },
  year: number,
): Programme {
  const { profile, title, cadence } = process;
  const months = cadenceMonths(cadence, year);
  const own = months.map((month, at) => ({ key: `round-${at + 1}`, month }));
  const { joint } = cadence;
  const shared = joint
    ? [{ key: 'joint', month: jointMonth(cadence, year), jointWith: joint.with }]
    : [];
  return {
    programme: `${profile.slice(0, 34)}-${year}`,
    title: `${title}, from ${formatMonth(months[0] ?? '')}`,
    offerWorkingDaysBefore: 20,
    schoolTerms: [],
    holds: {},
    entries: [...own, ...shared]
      .sort((a, b) => (a.month < b.month ? -1 : 1))
      .map((entry) => ({
        ...entry,
        process: profile,
        type: title,
        theme: 'To be chosen',
        focus: 'To be chosen',
        date: { month: entry.month },
      })),
  };
}

/** In the year that begins with the first month of the cadence. */
function jointMonth({ joint, firstMonth }: Cadence, year: number): string {
  const month = joint?.month ?? firstMonth;
  return `${month < firstMonth ? year + 1 : year}-${String(month).padStart(2, '0')}`;
}
