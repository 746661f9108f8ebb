import { z } from 'zod';
import type { RuleProblem } from '../rule-problem.ts';
import { askSchema } from './asks.ts';
import { type AroundStage, stageBase, stageKind } from './stage-kind.ts';

/** What children, parents and carers themselves say, arranged by whoever an agency named for it. */
const gatherFeedbackSchema = z.strictObject({
  ...stageBase('gather-feedback'),
  ask: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe(
      'Asks the person named for it to arrange the feedback and to record it, or why there is none; its close is silence.',
    ),
});

export type GatherFeedback = z.infer<typeof gatherFeedbackSchema>;

export const gatherFeedback = stageKind(gatherFeedbackSchema, {
  title: () => 'feedback of children and families',
  once: true,
  needs: [{ what: 'to know who can be asked', kinds: ['check-involvement'] }],
  inWords: (_stage, words) => [
    `What children, parents and carers say is recorded as their own voice. It stands in the pack and on the desk of the ${words.discussion} beside what agencies wrote.`,
  ],
  asks: ({ ask }) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      when: 'Where an agency said that a child, its parents or carers can be asked',
      who: 'the person whom it named for it',
      act: 'arrange their feedback and record it, or say why there is none',
      silence: 'it is recorded that nothing was said; it can still be recorded later.',
    },
  ],
  problems: (_stage, around) => nobodyNamed(around),
});

/** Who arranges it is said with the involvement. */
function nobodyNamed({ stages }: AroundStage): RuleProblem[] {
  const asks = stages.filter(({ kind }) => kind === 'check-involvement');
  const known = asks.some(({ settings }) => settings.feedback === true);
  if (known || asks.length === 0) return [];
  const message = `Nobody says whose feedback can be asked for, or by whom: add "feedback: true" to "${asks[0]?.key}".`;
  return [{ path: ['kind'], message }];
}
