import { z } from 'zod';
import { counted } from '../phrases.ts';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** Each agency names whom it sends into the audit team (SO-6). */
const nameTeamSchema = z.strictObject({
  ...stageBase('name-team'),
  wanted: z
    .string()
    .min(1)
    .describe(
      'What is wanted of an auditor, such as knowing what good practice looks like; shown where they are named.',
    ),
  newcomers: z
    .boolean()
    .default(false)
    .describe('Whether people who are new to auditing may be named; they are marked as such.'),
  most: z.int().min(1).max(5).default(2).describe('How many people one agency can name.'),
  ask: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe('Asks the safeguarding lead of every agency; its close is silence.'),
});

export type NameTeam = z.infer<typeof nameTeamSchema>;

export const nameTeam = stageKind(nameTeamSchema, {
  title: () => 'audit team',
  once: true,
  inWords: ({ wanted, newcomers, most }) => [
    `Each agency names up to ${counted(most, 'auditor')}. What is wanted of them: ${wanted}`,
    ...(newcomers ? ['People who are new to auditing can be named, and are marked as such.'] : []),
  ],
  inShort: ({ most }) => `up to ${most} of each agency`,
  asks: ({ ask }) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      who: 'the safeguarding lead of every agency',
      act: 'name whom it sends into the audit team, or say that there is nobody',
      silence: 'it is recorded that the agency named nobody; it may still name somebody later.',
    },
  ],
});
