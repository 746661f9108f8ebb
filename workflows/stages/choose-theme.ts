import { actFor } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The focus and its sources are recorded when the business unit starts the audit. Where groups decide
 * on it, the officer records what each of them decided, and the stage ends when all have agreed.
 */
export const chooseTheme: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => actFor(`stage "${ref.stage}"`).beginStage(ref));
  if (asked) await untilAnswered(run, asked, 'decisions on the focus');
};
