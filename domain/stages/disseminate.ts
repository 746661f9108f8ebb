import { z } from 'zod';
import { listed, officerOf } from '../phrases.ts';
import { type ReportSectionKey, reportSections } from '../report-sections.ts';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

const sectionKeys = reportSections.map(({ key }) => key) as [ReportSectionKey];

/** The briefing for practitioners, and good practice fed back to the professionals concerned. */
const disseminateSchema = z.strictObject({
  ...stageBase('disseminate'),
  briefing: z.strictObject({
    title: z.string().min(1),
    points: z
      .array(
        z.strictObject({
          title: z.string().min(1),
          from: z
            .array(z.enum(sectionKeys))
            .default([])
            .describe('The sections of the approved report from which its first text is drafted.'),
        }),
      )
      .min(1)
      .max(12)
      .describe('Its points, in order. Published are exactly these, and none of them empty.'),
  }),
  publish: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to finish the briefing and record where it was published. Only that ends it.',
    ),
  feedBack: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe(
      'Asks each agency that sent a tool whether good practice was fed back; its close is silence.',
    ),
});

export type Disseminate = z.infer<typeof disseminateSchema>;

export const disseminate = stageKind(disseminateSchema, {
  title: () => 'briefing',
  once: true,
  needs: [{ what: 'a report', kinds: ['write-report'] }],
  inWords: ({ briefing }) => [
    `“${briefing.title}” is drafted from the report under ${listed(briefing.points.map(({ title }) => `“${title}”`))}.`,
  ],
  inShort: ({ briefing }) => briefing.title,
  asks: ({ publish, feedBack }, words) => [
    {
      setting: ['publish'],
      timings: publish,
      asked: 'office',
      who: officerOf(words),
      act: 'finish it and record where it was published',
    },
    {
      setting: ['feedBack'],
      timings: feedBack,
      asked: 'agency',
      who: `each agency that sent a ${words.return}`,
      act: 'say whether good practice was fed back to the professionals concerned',
      silence: 'the agency is recorded as not having answered; it may still answer later.',
    },
  ],
});
