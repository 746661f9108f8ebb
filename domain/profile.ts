import { z } from 'zod';
import { stageSchemas } from './stage-kinds.ts';
import { keySchema } from './stages/asks.ts';
import { toolSchema } from './tool.ts';
import { urgentConcernSchema } from './urgent-concern.ts';
import { wordsSchema } from './words.ts';

/** One stage, of whichever kind. */
export const stageSchema = z.discriminatedUnion('kind', stageSchemas);

/** A date of the audit, proposed when it is started and editable there, in this order. */
export const dateSchema = z.strictObject({
  key: keySchema,
  label: z.string().min(1),
  /** "start", or another date of the profile, from which this one is counted. */
  from: keySchema,
  /** Working days after (or, negative, before) that date. */
  workingDays: z.int().min(-260).max(520),
});

/** A process as data: what one partnership's audits of one kind do, in order. */
export const profileSchema = z.strictObject({
  profile: keySchema,
  version: z.int().min(1),
  title: z.string().min(1),
  /** Where the process was published, for those who want to check it. */
  source: z.string().min(1).optional(),
  words: wordsSchema.prefault({}),
  clock: z
    .strictObject({
      /** When letters leave on a working day, and from when they leave at once. */
      lettersLeave: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('09:00'),
      /** When a date falls due. */
      closeOfDay: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('17:00'),
    })
    .prefault({}),
  /** How far back from its start an audit looks at practice; changeable there with a reason. */
  practiceWindow: z.strictObject({ months: z.int().min(1).max(60) }),
  dates: z.array(dateSchema),
  /** What happens at once when a child or an adult is at risk, whatever the audit does. */
  urgentConcern: urgentConcernSchema.prefault({}),
  tool: toolSchema,
  stages: z.array(stageSchema).min(1),
});

export type Profile = z.infer<typeof profileSchema>;
export type StageSettings = z.infer<typeof stageSchema>;
export type StageKind = StageSettings['kind'];

/** The settings of the first stage of a kind. */
export function stageOfKind<K extends StageKind>(profile: Profile, kind: K) {
  const stage = profile.stages.find((each) => each.kind === kind);
  return stage as Extract<StageSettings, { kind: K }> | undefined;
}
