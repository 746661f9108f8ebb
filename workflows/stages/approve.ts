import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * One round of approval. Those who took part each approve the report or object, and the officer
 * deals with every objection; or a body decides, and the officer records what, when and where. A
 * report that is changed on the way is asked about again in the same wait, so the stage ends when
 * nobody is asked anything any more.
 */
export const approve: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askForApproval(ref));
  await untilAnswered(run, asked, 'approval of the report');
};
