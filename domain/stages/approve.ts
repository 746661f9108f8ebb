import { z } from 'zod';
import { askSchema, keySchema } from './asks.ts';

const stage = {
  kind: z.literal('approve'),
  key: keySchema,
  after: z.array(keySchema).optional(),
};

/** The authors of returns, and attendees who opted in, each approve the report or object. */
const byParticipants = z.strictObject({
  ...stage,
  by: z.literal('participants'),
  /** Asks each of them; its close is when saying nothing is recorded as that. */
  ask: askSchema.required({ closeWorkingDaysAfter: true }),
  /** What it means when somebody has said nothing until then. Either way it stands as silence. */
  silence: z.enum(['counts-as-approval', 'recorded-as-silence']).default('recorded-as-silence'),
  /** Asks the officer to change the report or to say why not. Only that ends it. */
  objections: askSchema.omit({ closeWorkingDaysAfter: true }),
});

/** A body decides at a meeting, by an email round, or by its chair's action. */
const byBody = z.strictObject({
  ...stage,
  by: z.literal('body'),
  /** The key of the body in the partnership's directory. */
  body: keySchema,
  /** Asks the officer to record the decision; the date of the meeting, once known, takes its place. */
  decide: askSchema.omit({ closeWorkingDaysAfter: true }),
  /** Asks the officer to make the amendments with which the body approved the report. */
  amend: askSchema.omit({ closeWorkingDaysAfter: true }),
  /** Asks each member, where the officer starts an email round; its close ends the round. */
  vote: askSchema.required({ closeWorkingDaysAfter: true }),
});

/** One round of approval of the report: by those who took part, or by a body. */
export const approveSchema = z.discriminatedUnion('by', [byParticipants, byBody]);
