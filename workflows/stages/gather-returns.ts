import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The returns. Every agency that knows one of the children gets one request, a workflow of its own
 * that is started by nudge; the stage ends when each request has its outcome. An agency that is
 * named late joins the same wait through its row.
 */
export const gatherReturns: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.openRequests(ref));
  await untilAnswered(run, asked, 'completed audit tools');
};
