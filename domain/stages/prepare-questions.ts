import { z } from 'zod';
import { listed, officerOf } from '../phrases.ts';
import type { Words } from '../words.ts';
import { askSchema, keySchema } from './asks.ts';
import { type StageAsk, stageBase, stageKind } from './stage-kind.ts';

/** Two auditors for each child discussed: they read what came in and write down their questions first. */
const prepareQuestionsSchema = z.strictObject({
  ...stageBase('prepare-questions'),
  facilitators: z
    .strictObject({
      groups: z
        .array(keySchema)
        .min(1)
        .max(10)
        .describe('The keys of the bodies whose members are invited.'),
      invite: askSchema
        .required({ closeWorkingDaysAfter: true })
        .describe('Asks each member whether they can facilitate; its close is silence.'),
    })
    .optional()
    .describe(
      'Who is invited to facilitate; without it, the officer names the pairs from the directory.',
    ),
  independent: z
    .boolean()
    .default(true)
    .describe(
      'Whether nobody may be an auditor of a child whose tool they wrote or with whose family they worked.',
    ),
  name: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to name a pair for each child. Only that ends it.'),
  write: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe('Asks each pair for its questions; its close is when none are recorded as that.'),
});

export type PrepareQuestions = z.infer<typeof prepareQuestionsSchema>;

export const prepareQuestions = stageKind(prepareQuestionsSchema, {
  title: () => 'pairs of auditors',
  once: true,
  waitsForDay: true,
  needs: [{ what: 'completed audit tools', kinds: ['gather-returns'] }],
  inWords: ({ facilitators, independent }, words) => [
    ...(facilitators
      ? [
          `The members of ${listed(facilitators.groups.map((key) => `“${key}”`))} are invited to facilitate.`,
        ]
      : []),
    `Each child that is discussed has a pair of auditors, who read what was sent about that child and write down their questions before the ${words.discussion}, which they facilitate.`,
    ...(independent
      ? ['Nobody is an auditor of a child whose tool they wrote or with whose family they worked.']
      : []),
  ],
  inShort: () => 'two auditors for each child',
  asks: (stage, words) => [
    ...invitation(stage),
    {
      setting: ['name'],
      timings: stage.name,
      asked: 'office',
      who: officerOf(words),
      act: 'name a pair of auditors for each child',
    },
    written(stage, words),
  ],
  bodies: ({ facilitators }) =>
    (facilitators?.groups ?? []).map((key, at) => ({
      setting: ['facilitators', 'groups', String(at)],
      key,
    })),
  problems: ({ facilitators }, { stages }) => [
    ...(facilitators?.groups ?? []).flatMap((key, at, all) =>
      all.indexOf(key) === at
        ? []
        : [
            {
              path: ['facilitators', 'groups', at],
              message: `The members of "${key}" are invited above already.`,
            },
          ],
    ),
    ...(stages.some(({ kind }) => kind === 'discuss')
      ? []
      : [
          {
            path: ['kind'],
            message:
              'The pairs have nothing to facilitate: add a stage of the kind "discuss" after or beside this one.',
          },
        ]),
  ],
});

function invitation({ facilitators }: PrepareQuestions): StageAsk[] {
  if (!facilitators) return [];
  return [
    {
      setting: ['facilitators', 'invite'],
      timings: facilitators.invite,
      asked: 'person',
      who: 'each of those members',
      act: 'say whether they can facilitate',
      silence: 'it is recorded that they did not answer; they may still be named.',
    },
  ];
}

function written({ write }: PrepareQuestions, words: Words): StageAsk {
  return {
    setting: ['write'],
    timings: write,
    asked: 'person',
    who: 'both auditors of each pair',
    act: `read each ${words.return} about their child and write down their questions; one of them may answer for both`,
    silence: 'it is recorded that the pair wrote none, and the process goes on.',
  };
}
