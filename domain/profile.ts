import { z } from 'zod';
import { agencyAuditsSchema } from './agency-audits.ts';
import { cadenceSchema } from './cadence.ts';
import { stageSchemas } from './stage-kinds.ts';
import { keySchema } from './stages/asks.ts';
import type { Subject } from './stages/return-subjects.ts';
import { factSchema, namedToolSchema, toolSchema } from './tool.ts';
import { urgentConcernSchema } from './urgent-concern.ts';
import { wordsSchema } from './words.ts';

/** One stage, of whichever kind. */
export const stageSchema = z.discriminatedUnion('kind', stageSchemas);

/** A date of the audit, proposed when it is started and editable there, in this order. */
export const dateSchema = z.strictObject({
  key: keySchema.describe('What hangs on it names it by this.'),
  label: z.string().min(1).describe('What people read.'),
  from: keySchema.describe('"start", or another of these dates, from which this one is counted.'),
  workingDays: z
    .int()
    .min(-260)
    .max(520)
    .optional()
    .describe('Working days after that date; with a minus, before it.'),
  days: z
    .int()
    .min(-730)
    .max(1100)
    .optional()
    .describe(
      'Instead of "workingDays": days as they pass, weekends and holidays among them; on a day off, the working day before.',
    ),
  months: z
    .int()
    .min(-24)
    .max(36)
    .optional()
    .describe('Instead of "workingDays": whole months; on a day off, the working day before.'),
});

/** A process as data: what one partnership's audits of one kind do, in order. */
export const profileSchema = z.strictObject({
  profile: keySchema.describe('The name of the process; its versions have it in common.'),
  version: z.int().min(1).describe('A change is a new version; running audits keep theirs.'),
  title: z.string().min(1).describe('What people call the process.'),
  source: z
    .string()
    .min(1)
    .optional()
    .describe('Where the process was published, for those who want to check it.'),
  words: wordsSchema.prefault({}).describe('What this partnership calls things.'),
  clock: z
    .strictObject({
      lettersLeave: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('09:00')
        .describe('When letters leave on a working day, and from when they leave at once.'),
      closeOfDay: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('17:00')
        .describe('When a date falls due.'),
    })
    .prefault({})
    .describe("Times of day in the partnership's zone, as HH:MM."),
  practiceWindow: z
    .strictObject({
      months: z.int().min(1).max(60).describe('How many months back.'),
      upTo: z
        .enum(['start', 'selection'])
        .default('start')
        .describe(
          'The day from which it is counted back, the same for everybody: when the audit starts, or when its cases are selected.',
        ),
    })
    .describe('How far back an audit looks at practice; changeable at its start with a reason.'),
  overseenBy: keySchema
    .optional()
    .describe(
      'The key of the group that oversees it: its chair and members are told of each audit that begins, and can see at any time where it stands.',
    ),
  cadence: cadenceSchema
    .optional()
    .describe('How often it is run; a programme of the year is made from it.'),
  dates: z.array(dateSchema).describe('Proposed when an audit starts, in the order they come.'),
  urgentConcern: urgentConcernSchema
    .prefault({})
    .describe('What happens at once when a child or an adult is at risk, whatever the audit does.'),
  agencyAudits: agencyAuditsSchema
    .optional()
    .describe(
      "What is done where an agency's own audit shows risk to children; without it, there is no such route.",
    ),
  facts: z
    .array(factSchema)
    .default([])
    .describe(
      "What is asked about each child's case, so that sections and questions can depend on it.",
    ),
  tool: toolSchema
    .optional()
    .describe(
      'What agencies are asked about each child; where there are several, "tools" instead.',
    ),
  tools: z
    .array(namedToolSchema)
    .min(1)
    .optional()
    .describe('Several tools by key; each stage that gathers returns says which it asks for.'),
  stages: z.array(stageSchema).min(1).describe('What is done, in order.'),
});

export type Profile = z.infer<typeof profileSchema>;
export type StageSettings = z.infer<typeof stageSchema>;
export type StageKind = StageSettings['kind'];

/** Whether those who took part are asked to approve the report, so that others may want to be. */
export function participantsApprove({ stages }: Profile): boolean {
  return stages.some((stage) => stage.kind === 'approve' && stage.by === 'participants');
}

/** The settings of the first stage of a kind. */
export function stageOfKind<K extends StageKind>(profile: Profile, kind: K) {
  const stage = profile.stages.find((each) => each.kind === kind);
  return stage as Extract<StageSettings, { kind: K }> | undefined;
}

/** What the returns of a process are about; of one that gathers none, children. */
export function subjectOf(profile: Profile): Subject {
  return stageOfKind(profile, 'gather-returns')?.subject ?? 'case';
}
