import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The deep dives. The officer, or the chair of a body, looks at what the returns say and chooses the
 * children that the discussion goes into, each with the reason why.
 */
export const chooseDeepDives: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askToChoose(ref));
  await untilAnswered(run, asked, 'the choice of deep dives');
};
