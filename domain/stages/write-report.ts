import { z } from 'zod';
import { listed, officerOf } from '../phrases.ts';
import { plannedSections, reportSections } from '../report-sections.ts';
import { type RuleProblem, twice } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** The anonymised summary report, drafted from the data, edited, and checked for identifiers. */
const writeReportSchema = z.strictObject({
  ...stageBase('write-report'),
  write: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to finish the report. It does not write itself, so silence never closes it.',
    ),
  title: z.string().min(1).max(200).optional().describe('What the report is called.'),
  sections: z
    .array(
      z.strictObject({
        key: keySchema.describe(
          `One of those that are drafted from the data (${reportSections.map(({ key }) => key).join(', ')}), or a key of its own: such a section begins empty.`,
        ),
        title: z.string().min(1).max(100).optional().describe('What it is called.'),
        prompt: z
          .string()
          .min(1)
          .max(500)
          .optional()
          .describe('What is shown beside it while it is written; a question, never a gate.'),
        required: z
          .boolean()
          .default(false)
          .describe('Whether the report does not leave while nothing stands in it.'),
      }),
    )
    .min(1)
    .max(20)
    .optional()
    .describe('Its sections, in order; without them, all that are drafted from the data.'),
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
  inWords: ({ balanced, sections }) => [
    ...(sections
      ? [`Its sections are: ${listed(plannedSections(sections).map(({ title }) => `“${title}”`))}.`]
      : []),
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
  problems: (stage) => [
    ...twice(stage.sections ?? [], ['sections'], 'section'),
    ...sectionProblems(stage),
  ],
});

type WriteReport = z.infer<typeof writeReportSchema>;

function sectionProblems({ key, sections, balanced }: WriteReport): RuleProblem[] {
  if (!sections) return [];
  const has = (wanted: string) => sections.some((section) => section.key === wanted);
  const untitled = sections.flatMap((section, at) => {
    if (section.title || reportSections.some((known) => known.key === section.key)) return [];
    const message = `No data is drafted under "${section.key}", so this section needs a "title" of its own.`;
    return [{ path: ['sections', at, 'key'], message }];
  });
  const oneSided = balanced && !(has('good-practice') && has('development'));
  const balance = `The report of the stage "${key}" is to show both sides, so it needs the sections "good-practice" and "development".`;
  const unplanned = `Without a section "recommendations" the report of the stage "${key}" has nothing to recommend. Add it.`;
  return [
    ...untitled,
    ...(oneSided ? [{ path: ['balanced'], message: balance }] : []),
    ...(has('recommendations') ? [] : [{ path: ['sections'], message: unplanned }]),
  ];
}
