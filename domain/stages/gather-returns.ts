import { z } from 'zod';
import { counted, officerOf } from '../phrases.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** One request per involved agency, with a return for each of its children. */
const gatherReturnsSchema = z.strictObject({
  ...stageBase('gather-returns'),
  ask: askSchema.describe('Asks each agency that knows one of the children for its audit tools.'),
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
});

export const gatherReturns = stageKind(gatherReturnsSchema, {
  title: (words) => words.returns,
  once: true,
  needs: ({ who }) => [
    { what: 'children', kinds: ['draw-sample'] },
    ...(who === 'team' ? [{ what: 'an audit team', kinds: ['name-team'] }] : []),
  ],
  inWords: ({ who, moreTimeWorkingDays, lateWorkingDays, qualityCheck, themeQuestions }, words) => [
    ...(who === 'team'
      ? [
          'Each child is audited by one member of the audit team, never by somebody who holds the case or manages who does.',
        ]
      : []),
    moreTimeWorkingDays === 0
      ? 'Nobody gets more time by asking for it.'
      : `Who asks for more time has ${counted(moreTimeWorkingDays, 'working day')} more at once.`,
    `An agency that is named late has ${counted(lateWorkingDays, 'working day')} from then.`,
    ...(themeQuestions
      ? [
          `When an audit is started, up to ${counted(themeQuestions.most, 'question')} on its theme may be added under “${themeQuestions.title}”${themeQuestions.inDiscussion ? `, which the ${words.discussion} concludes under too` : ''}.`,
        ]
      : []),
    ...(qualityCheck ? [] : [`Nobody checks a ${words.return}: what is sent is final.`]),
  ],
  inShort: ({ who }, words) =>
    who === 'team'
      ? `one ${words.return} for each child, by the audit team`
      : `one ${words.return} for each child an agency knew`,
  asks: ({ who, ask, qualityCheck }, words) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      who:
        who === 'team'
          ? 'each member of the audit team'
          : 'each agency that knew one of the children',
      act:
        who === 'team'
          ? `send a ${words.return} for each child given to them`
          : `send a ${words.return} for each child that it knew`,
      silence: 'the agency is recorded as not having answered, and the process goes on without it.',
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
  problems: ({ who, toolByAgency }) => {
    if (who === 'agencies' || !toolByAgency) return [];
    const message =
      'The team audits every child with one tool, whichever agency a member comes from: take this out.';
    return [{ path: ['toolByAgency'], message }];
  },
});

export type GatherReturns = z.infer<typeof gatherReturnsSchema>;
