import { z } from 'zod';
import { counted, officerOf, withArticle } from '../phrases.ts';
import type { RuleProblem } from '../rule-problem.ts';
import type { Words } from '../words.ts';
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
  who: z
    .enum(['agencies', 'team'])
    .default('agencies')
    .describe(
      '"agencies": each completes the tool about its own work with a child that it knew. "team": the audit team that a stage "name-team" named completes one tool for every child, shared among its members.',
    ),
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
  themeQuestions: z
    .strictObject({
      title: z.string().min(1).max(100).describe('The section of the tool under which they stand.'),
      most: z.int().min(1).max(12).default(6).describe('How many there may be.'),
      inDiscussion: z
        .boolean()
        .default(false)
        .describe(
          'Whether the record of the discussion concludes under each of them, and practitioners think them through.',
        ),
    })
    .optional()
    .describe(
      'Whether an audit may add questions on its theme to the tool when it is started; nothing of the tool itself can be left out.',
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
  needs: ({ who, subject }) => [
    ...(subject === 'case' ? [{ what: 'children', kinds: ['draw-sample'] }] : []),
    ...(who === 'team' ? [{ what: 'an audit team', kinds: ['name-team'] }] : []),
  ],
  inWords: (stage, words) => [
    ...subjectInWords(stage, words),
    ...(stage.who === 'team'
      ? [
          'Each child is audited by one member of the audit team, never by somebody who holds the case or manages who does.',
        ]
      : []),
    ...timeInWords(stage),
    ...themeInWords(stage, words),
    ...(stage.qualityCheck
      ? []
      : [`Nobody checks ${withArticle(words.return)}: what is sent is final.`]),
  ],
  inShort: ({ who, subject }, words) =>
    who === 'team'
      ? `one ${words.return} for each child, by the audit team`
      : subjectInShort(subject, words),
  asks: ({ who, subject, ask, qualityCheck }, words) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      ...whoMakesReturns(subject, words),
      ...(who === 'team'
        ? {
            who: 'each member of the audit team',
            act: `send ${withArticle(words.return)} for each child given to them`,
          }
        : {}),
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
  problems: (stage, around) => [...teamProblems(stage), ...subjectProblems(stage, around)],
});

/** A team audits children, whichever agency its members come from. */
function teamProblems({ who, subject, toolByAgency }: GatherReturns): RuleProblem[] {
  if (who === 'agencies') return [];
  if (subject !== 'case') {
    const message = 'A team audits children: take this out, or "subject".';
    return [{ path: ['who'], message }];
  }
  if (!toolByAgency) return [];
  const message =
    'The team audits every child with one tool, whichever agency a member comes from: take this out.';
  return [{ path: ['toolByAgency'], message }];
}

function themeInWords({ themeQuestions }: GatherReturns, words: Words): string[] {
  if (!themeQuestions) return [];
  const { most, title, inDiscussion } = themeQuestions;
  const too = inDiscussion ? `, which the ${words.discussion} concludes under too` : '';
  return [
    `When an audit is started, up to ${counted(most, 'question')} on its theme may be added under “${title}”${too}.`,
  ];
}

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
