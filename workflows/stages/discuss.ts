import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The multi-agency discussion. Everybody taking part says whether they come; after the meeting the
 * officer records who was there and what was concluded, found and recommended. The stage ends when
 * that record is finished, however often the meeting is moved before.
 */
export const discuss: RunStage = async ({ run }, ref) => {
  // The officer is asked for the record from the start; its letters wait for the meeting.
  const asked = await run.act(() => act.askToAttend(ref));
  await untilAnswered(run, asked, 'the discussion and its record');
};
