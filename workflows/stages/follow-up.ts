import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * Following up. What was recommended becomes the body's work plan, each action owned by its agency;
 * where the process wants it, the officer completes the plan first, and that adopts it. Then,
 * before each quarter's papers every owner is asked for an update until all its actions are
 * complete. What an agency reports complete somebody else confirms, or opens again. The stage ends
 * when nothing is open, years later perhaps.
 */
export const followUp: RunStage = async ({ run }, ref) => {
  // The stages before this one have ended, so the report has been approved.
  await run.act(() => act.adoptActions(ref));

  // The completed plan opens the first quarter of every owner, and an answer, or silence, the same
  // owner's next one, all in the same wait.
  const asked = await run.act(() => act.askForUpdates(ref));
  await untilAnswered(run, asked, 'updates on actions');
};
