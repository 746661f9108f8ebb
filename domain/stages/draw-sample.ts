import { z } from 'zod';
import { counted, listed, officerOf } from '../phrases.ts';
import { type RuleProblem, twice } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** The random draw, or the list of allocated cases; then who the children are. */
const drawSampleSchema = z.strictObject({
  ...stageBase('draw-sample'),
  how: z
    .enum(['random', 'allocated'])
    .default('random')
    .describe(
      '"random": the cases are drawn from the list. "allocated": the list is the sample, with no draw; who chose the cases and why is recorded at the start.',
    ),
  size: z
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'How many children are drawn; another number at the start needs a reason. Allocated cases are as many as are on the list.',
    ),
  maxCases: z
    .int()
    .min(1)
    .max(200)
    .default(200)
    .describe('The most cases that one audit may have, whatever the reason.'),
  strata: z
    .array(
      z.strictObject({
        key: keySchema.describe('Stands in records; a tool can be named for it.'),
        label: z.string().min(1).describe('What people read, and what the list says.'),
        quota: z
          .int()
          .min(1)
          .max(200)
          .optional()
          .describe('Exactly so many children of this level.'),
      }),
    )
    .default([])
    .describe(
      'The levels of need in the list; allocated cases may have none. Without a quota of its own, each has at least one child and the rest go in proportion to the size of each level.',
    ),
  maxPerFamily: z
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe('How many children of one family may be drawn.'),
  planning: z
    .string()
    .min(1)
    .optional()
    .describe('What is told when the cases are chosen, such as how long one audit usually takes.'),
  identities: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to enter who the drawn children are. Nobody else can, so silence never closes it.',
    ),
});

export type DrawSample = z.infer<typeof drawSampleSchema>;

export const drawSample = stageKind(drawSampleSchema, {
  title: (words) => words.draw,
  once: true,
  inWords: ({ how, size = 0, strata, maxCases, maxPerFamily }, words) => {
    if (how === 'allocated') {
      return [
        'The children on the list are audited, and it is recorded who chose them and why. None is taken by chance.',
        `There are at most ${counted(maxCases, 'child', 'children')}.`,
      ];
    }
    return [
      `${counted(size, 'child is', 'children are')} taken at random from the ${words.frame}, by ${words.stratum}: ${listed(strata.map(shareOf))}.`,
      maxPerFamily === 1
        ? 'No two children of one family are taken.'
        : `At most ${maxPerFamily} children of one family are taken.`,
    ];
  },
  inShort: ({ how, size = 0 }) =>
    how === 'allocated' ? 'allocated children' : counted(size, 'child', 'children'),
  asks: ({ identities }, words) => [
    {
      setting: ['identities'],
      timings: identities,
      asked: 'office',
      who: officerOf(words),
      act: 'enter who the children are',
    },
  ],
  problems: (stage) => [
    ...twice(stage.strata, ['strata'], 'level'),
    ...(stage.how === 'allocated' ? countedBeforehand(stage) : wrongSize(stage, ['size'])),
  ],
});

function shareOf({ label, quota }: DrawSample['strata'][number]): string {
  return quota === undefined ? label : `${label} (${quota})`;
}

/** Allocated cases are neither counted beforehand nor shared among levels. */
function countedBeforehand({ size, strata }: DrawSample): RuleProblem[] {
  const shared = strata.flatMap(({ quota }, at) => {
    const message = 'Allocated cases are not shared among levels: take the quota out.';
    return quota === undefined ? [] : [{ path: ['strata', at, 'quota'], message }];
  });
  if (size === undefined) return shared;
  const message = 'Allocated cases are as many as are on the list; use "maxCases" for a limit.';
  return [{ path: ['size'], message }, ...shared];
}

function wrongSize({ size, strata, maxCases }: DrawSample, path: string[]): RuleProblem[] {
  if (size === undefined) {
    return [{ path, message: '"size" is missing: how many children are drawn.' }];
  }
  if (strata.length === 0) {
    const message = '"strata" is missing: a draw needs at least one level or area.';
    return [{ path: ['strata'], message }];
  }
  if (size > maxCases) {
    return [{ path, message: `${size} children are more than the ${maxCases} of "maxCases".` }];
  }
  const certain = strata.reduce((sum, { quota }) => sum + (quota ?? 1), 0);
  const open = strata.some(({ quota }) => quota === undefined);
  if (certain > size) {
    const message = `${size} children are too few: with at least one of every level, or the number fixed for it, there are ${certain}.`;
    return [{ path, message }];
  }
  if (!open && certain < size) {
    const message = `The numbers fixed for the levels add up to ${certain}, but ${size} children are wanted.`;
    return [{ path, message }];
  }
  return [];
}
