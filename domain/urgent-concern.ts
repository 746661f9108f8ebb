import { z } from 'zod';
import { escalationRoleSchema } from './stages/asks.ts';

/** A number that people are told to phone, and what it is. */
const numberSchema = z.strictObject({
  label: z.string().min(1).describe('What is reached there.'),
  phone: z
    .string()
    .regex(/^\+?[0-9][0-9 ]{1,20}$/, 'write a phone number in digits and spaces')
    .describe('The number, in digits and spaces.'),
});

/** In hours as they pass: nights, weekends and bank holidays count. */
const hours = z.int().min(1).max(240);

const officeRoleSchema = z.enum(['officer', 'officer-deputy', 'manager']);

/** Never the lead whom the concern may be about. */
const otherRoleSchema = z.enum(['deputy', ...officeRoleSchema.options]);

/**
 * How an urgent concern runs: a child or an adult at immediate risk, or unsafe practice. Apart from
 * every audit, on a clock of its own.
 */
export const urgentConcernSchema = z.strictObject({
  emergency: numberSchema
    .prefault({ label: 'Somebody is in danger now', phone: '999' })
    .describe('Shown first on every page about a concern: it is not a referral.'),
  frontDoor: numberSchema
    .optional()
    .describe("The area's front door: where referrals are made in office hours."),
  outOfHours: numberSchema.optional().describe('Whom to phone at night and at weekends.'),
  instruction: z
    .string()
    .min(1)
    .optional()
    .describe('What this process wants done besides, in its own words.'),
  acknowledgeHours: hours
    .default(2)
    .describe('By when somebody of the agency says that they have it.'),
  respondHours: hours
    .default(24)
    .describe('By when, from then on, they say what was done and give assurance.'),
  acceptHours: hours
    .default(24)
    .describe('By when, from then on, somebody else accepts the assurance or refuses it.'),
  escalateEveryHours: hours
    .default(2)
    .describe('While an answer is late, how often the next people on the ladder are told.'),
  ladder: z
    .array(z.union([escalationRoleSchema, z.array(escalationRoleSchema).min(1)]))
    .min(1)
    .default(['safeguarding-lead', 'deputy', 'officer', 'officer-deputy', 'manager'])
    .describe(
      'Who is told first, and who next: roles of the agency concerned or of the business unit.',
    ),
  otherLadder: z
    .array(z.union([otherRoleSchema, z.array(otherRoleSchema).min(1)]))
    .min(1)
    .default([['deputy', 'manager'], 'officer-deputy'])
    .describe("The same where it is about the agency's lead or the reporter's own manager."),
  acceptedBy: z
    .array(officeRoleSchema)
    .min(1)
    .default(['officer', 'officer-deputy', 'manager'])
    .describe('Who is asked to accept the assurance, the first of them who did not give it.'),
});

export type UrgentConcernSettings = z.infer<typeof urgentConcernSchema>;

/** Where a partnership has no process yet. */
export const usualConcernSettings: UrgentConcernSettings = urgentConcernSchema.parse({});
