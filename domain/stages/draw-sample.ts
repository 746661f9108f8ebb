import { z } from 'zod';
import { counted, listed, officerOf } from '../phrases.ts';
import { type RuleProblem, twice } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** The random draw, then who the drawn children are. */
const drawSampleSchema = z.strictObject({
  ...stageBase('draw-sample'),
  size: z
    .int()
    .min(1)
    .max(200)
    .describe('How many children; another number at the start needs a reason.'),
  strata: z
    .array(
      z.strictObject({
        key: keySchema,
        label: z.string().min(1),
        quota: z
          .int()
          .min(1)
          .max(200)
          .optional()
          .describe('Exactly so many children of this level.'),
      }),
    )
    .min(1)
    .describe(
      'The levels of need in the list. Without a quota of its own, each has at least one child and the rest go in proportion to the size of each level.',
    ),
  maxPerFamily: z
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe('How many children of one family may be drawn.'),
  identities: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to enter who the drawn children are. Nobody else can, so silence never closes it.',
    ),
});

type DrawSample = z.infer<typeof drawSampleSchema>;

export const drawSample = stageKind(drawSampleSchema, {
  title: (words) => words.draw,
  once: true,
  inWords: ({ size, strata, maxPerFamily }, words) => [
    `${counted(size, 'child is', 'children are')} drawn at random from the ${words.frame}, by ${words.stratum}: ${listed(strata.map(shareOf))}.`,
    maxPerFamily === 1
      ? 'No two children of one family are drawn.'
      : `At most ${maxPerFamily} children of one family are drawn.`,
  ],
  inShort: ({ size }) => counted(size, 'child', 'children'),
  asks: ({ identities }, words) => [
    {
      setting: ['identities'],
      timings: identities,
      asked: 'office',
      who: officerOf(words),
      act: 'enter who the drawn children are',
    },
  ],
  problems: (stage) => [...twice(stage.strata, ['strata'], 'level'), ...wrongSize(stage, ['size'])],
});

function shareOf({ label, quota }: DrawSample['strata'][number]): string {
  return quota === undefined ? label : `${label} (${quota})`;
}

function wrongSize({ size, strata }: DrawSample, path: string[]): RuleProblem[] {
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
