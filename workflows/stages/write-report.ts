import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The report. It is drafted from the data at once; the officer edits it, removes or clears whatever
 * may identify somebody, and finishes it. Nobody else sees it before that.
 */
export const writeReport: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askToWriteReport(ref));
  await untilAnswered(run, asked, 'report');
};
