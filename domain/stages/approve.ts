import { z } from 'zod';
import { bodyTasks } from '../decision.ts';
import { officerOf } from '../phrases.ts';
import type { RuleProblem } from '../rule-problem.ts';
import type { Words } from '../words.ts';
import { askSchema, keySchema } from './asks.ts';
import { type AroundStage, type StageAsk, stageBase, stageKind } from './stage-kind.ts';

/** The authors of returns, and attendees who opted in, each approve the report or object. */
const byParticipants = z.strictObject({
  ...stageBase('approve'),
  by: z.literal('participants'),
  ask: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe('Asks each of them; its close is when saying nothing is recorded as that.'),
  silence: z
    .enum(['counts-as-approval', 'recorded-as-silence'])
    .default('recorded-as-silence')
    .describe(
      'What it means when somebody has said nothing until then. Either way it stands as silence.',
    ),
  objections: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to change the report or to say why not. Only that ends it.'),
});

/** A body decides at a meeting, by an email round, or by its chair's action. */
const byBody = z.strictObject({
  ...stageBase('approve'),
  by: z.literal('body'),
  body: keySchema.describe("The key of the body in the partnership's directory."),
  decides: z
    .enum(bodyTasks)
    .default('approves')
    .describe(
      'What the body is there for: it approves the report, confirms its lessons and actions, or takes note of it.',
    ),
  withActionPlan: z
    .boolean()
    .default(false)
    .describe('Whether the action plan goes on the same agenda, as a paper of its own.'),
  decide: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to record the decision; the date of the meeting, once known, takes its place.',
    ),
  amend: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks the officer to make the amendments with which the body approved the report. Only that ends it. Without it the body cannot approve with amendments.',
    ),
  vote: askSchema
    .required({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks each member, where the officer starts an email round; its close ends the round. Without it there is no email round.',
    ),
});

/** One round of approval of the report: by those who took part, or by a body. */
const approveSchema = z.discriminatedUnion('by', [byParticipants, byBody]);

type ByParticipants = z.infer<typeof byParticipants>;
type ByBody = z.infer<typeof byBody>;

export const approve = stageKind(approveSchema, {
  title: (words, stage) =>
    stage.by === 'body' ? titleOf(stage, words) : 'approval by those who took part',
  sort: (stage) => (stage.by === 'body' ? `body/${stage.decides}` : stage.by),
  needs: [{ what: 'a report', kinds: ['write-report'] }],
  inWords: (stage, words) =>
    stage.by === 'body'
      ? [
          bodySentence(stage, words),
          ...(stage.withActionPlan ? ['The action plan is on the same agenda.'] : []),
          'The day of its meeting, once entered, takes the place of the due date.',
        ]
      : [
          'Those who sent something in, and whoever was at the meeting and asked to see the report, approve it or object. A changed finding or recommendation asks everybody again.',
        ],
  inShort: (stage) => (stage.by === 'body' ? `${shortly[stage.decides]} “${stage.body}”` : ''),
  asks: (stage, words) =>
    stage.by === 'body' ? asksAroundBody(stage, words) : asksOfParticipants(stage, words),
  bodies: (stage) => (stage.by === 'body' ? [{ setting: ['body'], key: stage.body }] : []),
  problems: (stage, around) => [
    ...(stage.by === 'body' ? nothingToAgree(stage) : []),
    ...besideAnother(stage, around),
  ],
});

/** One text goes round at a time: who approves a report next sees what came of it before. */
function besideAnother({ key }: { key: string }, { stages }: AroundStage): RuleProblem[] {
  const at = stages.findIndex((each) => each.key === key);
  const own = stages[at];
  const other = stages
    .slice(0, Math.max(at, 0))
    .find((each) => each.kind === 'approve' && !own?.endedBefore.has(each.key));
  if (!other) return [];
  const message = `This would go round beside "${other.key}". A report is approved by one after the other: put "${other.key}" into its "after", or leave "after" out; several can decide on the same day.`;
  return [{ path: ['after'], message }];
}

const shortly = {
  approves: 'by',
  'confirms-lessons': 'lessons confirmed by',
  notes: 'noted by',
};

function titleOf({ decides }: ByBody, words: Words): string {
  switch (decides) {
    case 'approves':
      return `decision of the ${words.body}`;
    case 'confirms-lessons':
      return `lessons confirmed by the ${words.body}`;
    case 'notes':
      return `report to the ${words.body}`;
  }
}

function bodySentence({ decides, body, vote }: ByBody, words: Words): string {
  const how = vote
    ? 'at a meeting, in an email round or by its chair’s action'
    : 'at a meeting or by its chair’s action';
  switch (decides) {
    case 'approves':
      return `The ${words.body} “${body}” decides on the report: ${how}.`;
    case 'confirms-lessons':
      return `The ${words.body} “${body}” confirms the lessons of the report and what is to be done: ${how}.`;
    case 'notes':
      return `The ${words.body} “${body}” takes note of the report: ${how}. It neither approves nor changes it.`;
  }
}

/** A body that only takes note has nothing to amend and nothing to vote on. */
function nothingToAgree(stage: ByBody): RuleProblem[] {
  if (stage.decides !== 'notes') return [];
  return (['amend', 'vote'] as const).flatMap((setting) => {
    if (!stage[setting]) return [];
    const what = setting === 'amend' ? 'make amendments' : 'ask members what they say';
    const message = `The stage "${stage.key}" only takes note of the report, so nobody is ever asked to ${what}. Take "${setting}" out, or let it approve.`;
    return [{ path: [setting], message }];
  });
}

function asksOfParticipants(stage: ByParticipants, words: Words): StageAsk[] {
  return [
    {
      setting: ['ask'],
      timings: stage.ask,
      asked: 'person',
      who: 'each of them',
      act: 'approve the report or object to it',
      silence:
        stage.silence === 'counts-as-approval'
          ? 'saying nothing counts as approval, and stands on record as silence.'
          : 'saying nothing is recorded as silence and does not count as approval; the report goes on.',
    },
    {
      setting: ['objections'],
      timings: stage.objections,
      asked: 'office',
      when: 'Where somebody objects',
      who: officerOf(words),
      act: 'change the report or say why not',
    },
  ];
}

function asksAroundBody(stage: ByBody, words: Words): StageAsk[] {
  const { decide, amend, vote } = stage;
  const office = { asked: 'office' as const, who: officerOf(words) };
  return [
    {
      ...office,
      setting: ['decide'],
      timings: decide,
      act: recordWhat(stage, words),
    },
    ...(amend
      ? [
          {
            ...office,
            setting: ['amend'],
            timings: amend,
            when: `Where it ${stage.decides === 'approves' ? 'approves' : 'confirms them'} with amendments`,
            act: 'make them',
          },
        ]
      : []),
    ...(vote
      ? [
          {
            setting: ['vote'],
            timings: vote,
            asked: 'person' as const,
            when: 'Where an email round is started',
            who: 'each member',
            act: 'approve the report or object to it',
            silence: 'the round ends, and who said nothing stands as silent.',
          },
        ]
      : []),
  ];
}

function recordWhat({ decides }: ByBody, words: Words): string {
  if (decides === 'notes') return `put the report before the ${words.body} and record that it did`;
  return `record what the ${words.body} decided`;
}
