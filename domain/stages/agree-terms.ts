import { z } from 'zod';
import { listed, officerOf } from '../phrases.ts';
import { twice } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** The terms of reference: written by the officer for the chair, endorsed by a group before anything later. */
const agreeTermsSchema = z.strictObject({
  ...stageBase('agree-terms'),
  sections: z
    .array(
      z.strictObject({
        key: keySchema.describe('Stands in records; unique among the parts.'),
        title: z.string().min(1).describe('What people read above it.'),
        prompt: z.string().min(1).describe('What to write about, shown while it is written.'),
        required: z.boolean().default(true).describe('Whether it may stay empty.'),
      }),
    )
    .min(1)
    .max(20)
    .describe('The parts of the terms of reference, in order.'),
  goodLooksLike: z
    .boolean()
    .default(false)
    .describe(
      'Whether it is agreed for every question of the tool what good looks like; it is shown beside the question.',
    ),
  guidance: z
    .strictObject({
      title: z.string().min(1).describe('What people read above it.'),
      dated: z
        .string()
        .regex(/^\d{4}(-\d{2}){0,2}$/)
        .describe('Of when the text is: a year, a month or a day.'),
      text: z.string().min(1).describe('The guidance itself.'),
    })
    .optional()
    .describe('Guidance shown to everybody who writes or reads the terms, with its date.'),
  write: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to write the terms of reference with the chair. Only that ends it.',
    ),
  body: keySchema.describe(
    "The key of the group that endorses them in the partnership's directory.",
  ),
  confirms: z
    .array(z.string().min(1))
    .max(10)
    .default([])
    .describe('What the group confirms besides: one sentence each.'),
  endorse: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to record what the group decided. Only that ends it, and nothing later begins before.',
    ),
  vote: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe(
      'Asks each member, where the officer starts an email round; its close ends the round.',
    ),
});

export type AgreeTerms = z.infer<typeof agreeTermsSchema>;

export const agreeTerms = stageKind(agreeTermsSchema, {
  title: () => 'terms of reference',
  once: true,
  inWords: ({ sections, goodLooksLike, guidance, body, confirms }, words) => [
    `The terms of reference have ${listed(sections.map(({ title }) => `“${title}”`))}.`,
    ...(goodLooksLike
      ? [
          'For every question of the tool it is agreed what good looks like; auditors see it beside the question.',
        ]
      : []),
    ...(guidance ? [`“${guidance.title}” (${guidance.dated}) is shown with them.`] : []),
    `The ${words.body} “${body}” endorses them, at a meeting, in an email round or by its chair’s action; nothing later begins before.`,
    ...(confirms.length > 0
      ? [`It confirms: ${listed(confirms.map((each) => `“${each}”`))}.`]
      : []),
  ],
  inShort: ({ body }) => `endorsed by “${body}”`,
  asks: ({ write, endorse, vote }, words) => [
    {
      setting: ['write'],
      timings: write,
      asked: 'office',
      who: officerOf(words),
      act: 'write the terms of reference with the chair',
    },
    {
      setting: ['endorse'],
      timings: endorse,
      asked: 'office',
      when: 'Once they are written',
      who: officerOf(words),
      act: `record what the ${words.body} decided`,
    },
    {
      setting: ['vote'],
      timings: vote,
      asked: 'person',
      when: 'Where an email round is started',
      who: 'each member',
      act: 'agree to the terms of reference or say what to change',
      silence: 'the round ends, and who said nothing stands as silent.',
    },
  ],
  bodies: ({ body }) => [{ setting: ['body'], key: body }],
  problems: ({ sections }) => twice(sections, ['sections'], 'part of the terms'),
});
