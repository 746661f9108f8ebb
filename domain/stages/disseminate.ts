import { z } from 'zod';
import { type ReportSectionKey, reportSections } from '../report-sections.ts';
import { askSchema, keySchema } from './asks.ts';

const sectionKeys = reportSections.map(({ key }) => key) as [ReportSectionKey];

/** The briefing for practitioners, and good practice fed back to the professionals concerned. */
export const disseminateSchema = z.strictObject({
  kind: z.literal('disseminate'),
  key: keySchema,
  after: z.array(keySchema).optional(),
  briefing: z.strictObject({
    title: z.string().min(1),
    /** Its points, in order. Published are exactly these, and none of them empty. */
    points: z
      .array(
        z.strictObject({
          title: z.string().min(1),
          /** The sections of the approved report from which its first text is drafted. */
          from: z.array(z.enum(sectionKeys)).default([]),
        }),
      )
      .min(1)
      .max(12),
  }),
  /** Asks the officer to finish the briefing and record where it was published. Only that ends it. */
  publish: askSchema.omit({ closeWorkingDaysAfter: true }),
  /** Asks each agency that sent a tool whether good practice was fed back; its close is silence. */
  feedBack: askSchema.required({ closeWorkingDaysAfter: true }),
});

export type Disseminate = z.infer<typeof disseminateSchema>;
