import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * Before the work begins, each agency that takes part tells the teams whose work is looked at what it
 * is for, and says that it has. Silence is recorded and does not hold the others.
 */
export const tellTeams: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askToTellTeams(ref));
  await untilAnswered(run, asked, 'telling the teams');
};
