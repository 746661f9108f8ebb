import { z } from 'zod';
import { officerOf } from '../phrases.ts';
import type { RuleProblem } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** Recommendations become actions on a body's work plan and are followed up until complete. */
const followUpSchema = z.strictObject({
  ...stageBase('follow-up'),
  body: keySchema.describe(
    'The key of the body on whose work plan the actions are, and which gets the status.',
  ),
  everyMonths: z
    .int()
    .min(1)
    .max(12)
    .describe(
      "Every how many months the body's papers are due and its status leaves, counted from the day on which its work plan begins. A work plan that has begun before keeps its own.",
    ),
  update: askSchema
    .extend({
      due: z.strictObject({
        workingDaysBeforePapers: z
          .int()
          .min(0)
          .max(60)
          .describe("So many working days before the body's papers are due."),
      }),
    })
    .required({ askWorkingDaysBefore: true, closeWorkingDaysAfter: true })
    .describe(
      'Asks each agency that owns open actions for an update; its close is when saying nothing is recorded as that.',
    ),
  confirm: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to confirm what an agency reports complete. Only that ends it.'),
});

export type FollowUp = z.infer<typeof followUpSchema>;

export const followUp = stageKind(followUpSchema, {
  title: () => 'actions',
  once: true,
  needs: [{ what: 'recommendations', kinds: ['write-report', 'discuss'] }],
  inWords: ({ body, everyMonths }, words) => [
    `Each recommendation becomes an action of its agency on the work plan of the ${words.body} “${body}”, until all are complete.`,
    `The ${words.body} gets the status, in counts, ${every(everyMonths)}.`,
  ],
  inShort: ({ everyMonths }) => `status ${every(everyMonths)}`,
  asks: ({ update, confirm }, words) => [
    {
      setting: ['update'],
      timings: update,
      asked: 'agency',
      who: 'each agency with open actions',
      act: 'say how they stand',
      silence: 'the agency is recorded as having said nothing this time, and the status says so.',
    },
    {
      setting: ['confirm'],
      timings: confirm,
      asked: 'office',
      when: 'Where an action is reported complete',
      who: officerOf(words),
      act: 'confirm it, with the evidence, or open it again',
    },
  ],
  bodies: ({ body }) => [{ setting: ['body'], key: body }],
  problems: knownTooLate,
});

function every(months: number): string {
  return months === 1 ? 'every month' : `every ${months} months`;
}

/** What an agency says, or that it says nothing, has to be known when the papers are due. */
function knownTooLate({ update }: FollowUp): RuleProblem[] {
  const { workingDaysBeforePapers: before } = update.due;
  if (update.closeWorkingDaysAfter <= before) return [];
  const message = `Updates are due ${before} working days before the papers, so saying nothing can be recorded at most so many days after.`;
  return [{ path: ['update', 'closeWorkingDaysAfter'], message }];
}
