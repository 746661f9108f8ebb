import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * Who was involved. Each agency's safeguarding lead is asked once, for all the children, which of
 * them it knew in the period and by which service. Silence is recorded and does not hold the others.
 */
export const checkInvolvement: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askWhoIsInvolved(ref));
  await untilAnswered(run, asked, 'who was involved');
};
