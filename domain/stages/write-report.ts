import { z } from 'zod';
import { officerOf } from '../phrases.ts';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** The anonymised summary report, drafted from the data, edited, and checked for identifiers. */
const writeReportSchema = z.strictObject({
  ...stageBase('write-report'),
  write: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to finish the report. It does not write itself, so silence never closes it.',
    ),
  balanced: z
    .boolean()
    .default(false)
    .describe(
      'Whether the report leaves only with both good practice and areas for development in it.',
    ),
});

export const writeReport = stageKind(writeReportSchema, {
  title: () => 'report',
  once: true,
  inWords: ({ balanced }) => [
    'The report is drafted from what was sent and recorded, and names nobody: it is checked for names and other identifiers before it leaves.',
    ...(balanced
      ? ['It leaves only when it tells both what is good and what is to be better.']
      : []),
  ],
  asks: ({ write }, words) => [
    {
      setting: ['write'],
      timings: write,
      asked: 'office',
      who: officerOf(words),
      act: 'finish the report',
    },
  ],
});
