import { actFor } from '../activity-proxy.ts';
import type { RunStage } from './stage.ts';

/** The focus and its sources are recorded when the business unit starts the audit. */
export const chooseTheme: RunStage = async ({ run }, ref) => {
  await run.act(() => actFor(`stage "${ref.stage}"`).beginStage(ref));
};
