import { z } from 'zod';
import { counted, officerOf } from '../phrases.ts';
import { askSchema, keySchema } from './asks.ts';
import {
  subjectInShort,
  subjectInWords,
  subjectProblems,
  subjectSettings,
  whoMakesReturns,
} from './return-subjects.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/**
 * One request per involved agency, with a return for each of its children; or one per agency,
 * establishment or person about itself, in a process without children.
 */
const gatherReturnsSchema = z.strictObject({
  ...stageBase('gather-returns'),
  ask: askSchema.describe(
    'Asks each agency that knows one of the children for its audit tools; without children, whoever the subject says.',
  ),
  moreTimeWorkingDays: z
    .int()
    .min(0)
    .max(40)
    .describe('How many working days "ask for more time" gives without anybody being asked.'),
  lateWorkingDays: z
    .int()
    .min(1)
    .max(60)
    .describe('For an agency that is named late: how long it has from then.'),
  qualityCheck: z
    .strictObject({
      check: askSchema
        .omit({ closeWorkingDaysAfter: true })
        .describe(
          'Asks the officer to check a return. Only a decision ends it, so silence never closes it.',
        ),
      revise: askSchema.describe(
        'Asks for the changes to one that was sent back; once closed, the last version stands.',
      ),
    })
    .optional()
    .describe(
      'Whether the business unit checks each return; without it, what is submitted is final.',
    ),
  tool: keySchema
    .optional()
    .describe('The key of the tool in "tools"; a process with one "tool" needs none of these.'),
  toolByStratum: z
    .record(keySchema, keySchema)
    .optional()
    .describe('The tool by level or area of the child, where it differs.'),
  toolByAgency: z
    .record(keySchema, keySchema)
    .optional()
    .describe('The tool by agency, where one adapts it; goes before the others.'),
  ...subjectSettings,
});

export const gatherReturns = stageKind(gatherReturnsSchema, {
  title: (words) => words.returns,
  once: true,
  needs: ({ subject }) =>
    subject === 'case' ? [{ what: 'children', kinds: ['draw-sample'] }] : [],
  inWords: (stage, words) => [
    ...subjectInWords(stage, words),
    ...timeInWords(stage),
    ...(stage.qualityCheck ? [] : [`Nobody checks a ${words.return}: what is sent is final.`]),
  ],
  inShort: ({ subject }, words) => subjectInShort(subject, words),
  asks: ({ subject, ask, qualityCheck }, words) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      ...whoMakesReturns(subject, words),
    },
    ...(qualityCheck
      ? [
          {
            setting: ['qualityCheck', 'check'],
            timings: qualityCheck.check,
            asked: 'office' as const,
            who: officerOf(words),
            act: `check each ${words.return} that comes in, and accept it or send it back`,
          },
          {
            setting: ['qualityCheck', 'revise'],
            timings: qualityCheck.revise,
            asked: 'agency' as const,
            when: `Where one is ${words.sentBack}`,
            who: 'whoever sent it',
            act: 'make the changes',
            silence: 'the last version stands, and the record says that the changes never came.',
          },
        ]
      : []),
  ],
  problems: (stage, around) => subjectProblems(stage, around),
});

/** Without children nobody is found late. */
function timeInWords({ subject, moreTimeWorkingDays, lateWorkingDays }: GatherReturns): string[] {
  return [
    moreTimeWorkingDays === 0
      ? 'Nobody gets more time by asking for it.'
      : `Who asks for more time has ${counted(moreTimeWorkingDays, 'working day')} more at once.`,
    ...(subject === 'case'
      ? [`An agency that is named late has ${counted(lateWorkingDays, 'working day')} from then.`]
      : []),
  ];
}

export type GatherReturns = z.infer<typeof gatherReturnsSchema>;
