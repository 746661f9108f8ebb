import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The family's own voice. Whoever an agency named arranges that the child, the parents or the carers
 * are asked what they think of the help that they had, and records it, or why nothing was said.
 */
export const gatherFeedback: RunStage = async ({ run }, ref) => {
  // An agency that says late who can be asked joins the same wait.
  const asked = await run.act(() => act.askToGatherFeedback(ref));
  await untilAnswered(run, asked, 'the feedback of children and families');
};
