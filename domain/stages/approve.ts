import { z } from 'zod';
import { officerOf } from '../phrases.ts';
import type { Words } from '../words.ts';
import { askSchema, keySchema } from './asks.ts';
import { type StageAsk, stageBase, stageKind } from './stage-kind.ts';

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
  decide: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to record the decision; the date of the meeting, once known, takes its place.',
    ),
  amend: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the officer to make the amendments with which the body approved the report. Only that ends it.',
    ),
  vote: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe(
      'Asks each member, where the officer starts an email round; its close ends the round.',
    ),
});

/** One round of approval of the report: by those who took part, or by a body. */
const approveSchema = z.discriminatedUnion('by', [byParticipants, byBody]);

type ByParticipants = z.infer<typeof byParticipants>;
type ByBody = z.infer<typeof byBody>;

export const approve = stageKind(approveSchema, {
  title: (words, { by }) =>
    by === 'body' ? `decision of the ${words.body}` : 'approval by those who took part',
  sort: ({ by }) => by,
  needs: [{ what: 'a report', kinds: ['write-report'] }],
  inWords: (stage, words) =>
    stage.by === 'body'
      ? [
          `The ${words.body} “${stage.body}” decides on the report: at a meeting, in an email round or by its chair’s action.`,
          'The day of its meeting, once entered, takes the place of the due date.',
        ]
      : [
          'Those who sent something in, and whoever was at the meeting and asked to see the report, approve it or object. A changed finding or recommendation asks everybody again.',
        ],
  inShort: (stage) => (stage.by === 'body' ? `by “${stage.body}”` : ''),
  asks: (stage, words) =>
    stage.by === 'body' ? asksAroundBody(stage, words) : asksOfParticipants(stage, words),
  bodies: (stage) => (stage.by === 'body' ? [{ setting: ['body'], key: stage.body }] : []),
});

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
  return [
    {
      setting: ['decide'],
      timings: stage.decide,
      asked: 'office',
      who: officerOf(words),
      act: `record what the ${words.body} decided`,
    },
    {
      setting: ['amend'],
      timings: stage.amend,
      asked: 'office',
      when: 'Where it approves with amendments',
      who: officerOf(words),
      act: 'make them',
    },
    {
      setting: ['vote'],
      timings: stage.vote,
      asked: 'person',
      when: 'Where an email round is started',
      who: 'each member',
      act: 'approve the report or object to it',
      silence: 'the round ends, and who said nothing stands as silent.',
    },
  ];
}
