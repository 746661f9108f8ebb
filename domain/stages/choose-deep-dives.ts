import { z } from 'zod';
import { counted, officerOf, withArticle } from '../phrases.ts';
import type { Words } from '../words.ts';
import { askSchema, keySchema } from './asks.ts';
import { type StageAsk, stageBase, stageKind } from './stage-kind.ts';

/** Some of the children are chosen, each for a reason, to be looked at more closely. */
const chooseDeepDivesSchema = z.strictObject({
  ...stageBase('choose-deep-dives'),
  howMany: z
    .int()
    .min(1)
    .max(50)
    .describe('How many children are chosen; all that there are where there are fewer.'),
  by: z
    .union([
      z.literal('officer'),
      z.strictObject({ chairOf: keySchema.describe('The key of the body in the directory.') }),
    ])
    .default('officer')
    .describe('Who chooses: the officer, or the chair of a body.'),
  ask: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks for the choice. Only the choice ends it.'),
});

export type ChooseDeepDives = z.infer<typeof chooseDeepDivesSchema>;

export const chooseDeepDives = stageKind(chooseDeepDivesSchema, {
  title: () => 'choice of deep dives',
  once: true,
  needs: [{ what: 'completed audit tools', kinds: ['gather-returns'] }],
  inWords: ({ howMany }, words) => [
    `Of the children of whom there is ${withArticle(words.return)}, ${counted(howMany, 'is chosen', 'are chosen')} for a deep dive. Why each of them is recorded.`,
  ],
  inShort: ({ howMany }) => counted(howMany, 'child', 'children'),
  asks: (stage, words) => [askedToChoose(stage, words)],
  bodies: ({ by }) => (by === 'officer' ? [] : [{ setting: ['by', 'chairOf'], key: by.chairOf }]),
});

function askedToChoose({ by, ask, howMany }: ChooseDeepDives, words: Words): StageAsk {
  const act = `choose ${counted(howMany, 'child', 'children')} and say why each`;
  const asked = { setting: ['ask'], timings: ask, act };
  return by === 'officer'
    ? { ...asked, asked: 'office', who: officerOf(words) }
    : { ...asked, asked: 'person', who: `the chair of the ${words.body} “${by.chairOf}”` };
}
