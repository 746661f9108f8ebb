import { act } from './activity-proxy.ts';
import { untilAnswered } from './ask.ts';
import type { PlannedInput } from './messages.ts';
import { openRun } from './run.ts';

/**
 * One audit of a year's programme. It waits for the day on which the audit is offered to the officer,
 * who starts it with everything filled in; while nobody does, the officer is reminded and then the
 * manager too. Ends when the audit has been started or taken out of the programme.
 */
export async function plannedAudit(input: PlannedInput): Promise<void> {
  const run = openRun(input);
  run.showStage('planned', `the day of ${input.entry} in ${input.programme}`);

  // Whatever is due by now is done; what comes next is in the answer.
  const offer = () => act.offerPlanned(input);
  const planned = await run.act(offer);
  await untilAnswered(run, planned, 'its day', offer);
}
