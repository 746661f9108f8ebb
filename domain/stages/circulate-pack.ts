import { z } from 'zod';
import { officerOf, withArticle } from '../phrases.ts';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/**
 * The submitted tools, collated and circulated to those taking part, each with their own cases.
 * The officer may circulate early; when the ask closes, the pack goes out by itself.
 */
const circulatePackSchema = z.strictObject({
  ...stageBase('circulate-pack'),
  circulate: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to look at what is missing; its close is when the pack goes out.'),
  to: z
    .enum(['participants', 'auditors'])
    .default('participants')
    .describe(
      'Who reads it: those who take part, each their own children; or only the pairs of auditors, each their own child.',
    ),
  supplement: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe(
      'The same for what came in after the pack; its close is when the supplement goes out.',
    ),
});

export const circulatePack = stageKind(circulatePackSchema, {
  title: () => 'pack',
  once: true,
  waitsForDay: true,
  needs: [{ what: 'completed audit tools', kinds: ['gather-returns'], begunIsEnough: true }],
  inWords: ({ to }, words) => [
    to === 'auditors'
      ? `The ${words.returns} that have come in are put together; the pair of auditors of each child reads those about it, and nobody else.`
      : `The ${words.returns} that have come in are put together, and everybody who takes part gets those of their own children.`,
  ],
  problems: ({ to }, { stages }) => {
    if (to === 'participants' || stages.some(({ kind }) => kind === 'prepare-questions')) return [];
    const message =
      'There are no pairs of auditors: add a stage of the kind "prepare-questions", or take this out.';
    return [{ path: ['to'], message }];
  },
  asks: ({ circulate, supplement, to }, words) => [
    {
      setting: ['circulate'],
      timings: circulate,
      asked: 'office',
      who: officerOf(words),
      act:
        to === 'auditors'
          ? 'look at what is missing and collate the pack'
          : 'look at what is missing and circulate the pack',
      silence: to === 'auditors' ? 'it is collated by itself.' : 'the pack goes out by itself.',
    },
    {
      setting: ['supplement'],
      timings: supplement,
      asked: 'office',
      when: `Where ${withArticle(words.return)} comes in after the pack`,
      who: officerOf(words),
      act: 'circulate a supplement',
      silence: 'the supplement goes out by itself.',
    },
  ],
});
