import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * Learning from it. A briefing is drafted from the approved report; the officer edits it and records
 * where it was published. Each agency that completed a tool says whether it fed good practice back
 * to the professionals concerned; silence is recorded.
 */
export const disseminate: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askToDisseminate(ref));
  await untilAnswered(run, asked, 'the briefing and good practice');
};
