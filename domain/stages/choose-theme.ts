import { z } from 'zod';
import { listed } from '../phrases.ts';
import { twice } from '../rule-problem.ts';
import { keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** The practice focus and where it came from. */
const chooseThemeSchema = z.strictObject({
  ...stageBase('choose-theme'),
  sources: z
    .array(z.strictObject({ key: keySchema, label: z.string().min(1) }))
    .min(1)
    .describe('The kinds of source from which at least one is recorded.'),
});

export const chooseTheme = stageKind(chooseThemeSchema, {
  title: () => 'focus',
  once: true,
  inWords: ({ sources }) => [
    `The focus is chosen, and from which source it came: ${listed(
      sources.map(({ label }) => `“${label}”`),
      'or',
    )}.`,
  ],
  asks: () => [],
  problems: ({ sources }) => twice(sources, ['sources'], 'source'),
});
