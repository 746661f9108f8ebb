import { z } from 'zod';
import { officerOf } from '../phrases.ts';
import type { RuleProblem } from '../rule-problem.ts';
import type { Words } from '../words.ts';
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
      due: z
        .strictObject({
          workingDaysBeforePapers: z
            .int()
            .min(0)
            .max(60)
            .describe("So many working days before the body's papers are due."),
        })
        .describe('By when the update is to be in.'),
    })
    .required({ askWorkingDaysBefore: true, closeWorkingDaysAfter: true })
    .describe(
      'Asks each agency that owns open actions for an update; its close is when saying nothing is recorded as that.',
    ),
  confirm: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to confirm what an agency reports complete. Only that ends it.'),
  plan: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks the officer to complete the action plan before anything in it is adopted. Only that ends it.',
    ),
  smart: z
    .boolean()
    .default(false)
    .describe(
      'Whether each action is adopted only once it says how it is specific, measurable, achievable, relevant and timely.',
    ),
  owner: z
    .enum(['agency', 'line-manager'])
    .default('agency')
    .describe(
      'Who is responsible for an action: the agency, or the line manager of the case, for whom the agency answers.',
    ),
  practitionerAgrees: z
    .boolean()
    .default(false)
    .describe('Whether the plan asks when each action was agreed with the practitioner.'),
  exceptions: z
    .strictObject({
      body: keySchema.describe(
        'The key of the body that hears of what is blocked, and of nothing else.',
      ),
    })
    .optional()
    .describe('To whom a blocked action is reported by exception, at once.'),
});

export type FollowUp = z.infer<typeof followUpSchema>;

export const followUp = stageKind(followUpSchema, {
  title: () => 'actions',
  once: true,
  needs: [{ what: 'recommendations', kinds: ['write-report', 'discuss'] }],
  inWords: (stage, words) => {
    const { body, everyMonths } = stage;
    return [
      `Each recommendation becomes an action of its agency on the work plan of the ${words.body} “${body}”, until all are complete.`,
      `The ${words.body} gets the status, in counts, ${every(everyMonths)}.`,
      ...planSentences(stage, words),
    ];
  },
  inShort: ({ everyMonths }) => `status ${every(everyMonths)}`,
  asks: ({ update, confirm, plan }, words) => [
    ...(plan
      ? [
          {
            setting: ['plan'],
            timings: plan,
            asked: 'office' as const,
            who: officerOf(words),
            act: 'complete the action plan, which is adopted after that',
          },
        ]
      : []),
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
  bodies: ({ body, exceptions }) => [
    { setting: ['body'], key: body },
    ...(exceptions ? [{ setting: ['exceptions', 'body'], key: exceptions.body }] : []),
  ],
  problems: (stage) => [...knownTooLate(stage), ...planForNothing(stage)],
});

function every(months: number): string {
  return months === 1 ? 'every month' : `every ${months} months`;
}

function planSentences(stage: FollowUp, words: Words): string[] {
  const { smart, owner, practitionerAgrees, exceptions } = stage;
  return [
    ...(smart
      ? [
          'An action is adopted once it says how it is specific, measurable, achievable, relevant and timely.',
        ]
      : []),
    ...(owner === 'line-manager'
      ? ['The line manager of the case is responsible for each action; the agency answers for it.']
      : []),
    ...(practitionerAgrees
      ? ['The plan records when each action was agreed with the practitioner.']
      : []),
    ...(exceptions
      ? [
          `The ${words.body} “${exceptions.body}” hears of what is blocked, by exception and at once.`,
        ]
      : []),
  ];
}

/** What the plan is to say, somebody has to be asked for; and who is asked, for something. */
function planForNothing({ key, plan, smart, owner, practitionerAgrees }: FollowUp): RuleProblem[] {
  const wanted = [
    ...(smart ? ['smart'] : []),
    ...(owner === 'line-manager' ? ['owner'] : []),
    ...(practitionerAgrees ? ['practitionerAgrees'] : []),
  ];
  if (plan && wanted.length === 0) {
    const message = `The plan of the stage "${key}" asks for nothing. Add "smart: true", "owner: line-manager" or "practitionerAgrees: true", or take it out.`;
    return [{ path: ['plan'], message }];
  }
  if (plan) return [];
  return wanted.map((setting) => {
    const message = `Nobody is asked for this: add "plan: { due: { workingDays: 10 } }" with somebody to whom silence is escalated.`;
    return { path: [setting], message };
  });
}

/** What an agency says, or that it says nothing, has to be known when the papers are due. */
function knownTooLate({ update }: FollowUp): RuleProblem[] {
  const { workingDaysBeforePapers: before } = update.due;
  if (update.closeWorkingDaysAfter <= before) return [];
  const message = `Updates are due ${before} working days before the papers, so saying nothing can be recorded at most so many days after.`;
  return [{ path: ['update', 'closeWorkingDaysAfter'], message }];
}
