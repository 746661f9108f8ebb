import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * Each agency names whom it sends into the audit team, or says that there is nobody. Silence is
 * recorded and does not hold the others.
 */
export const nameTeam: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askToNameTeam(ref));
  await untilAnswered(run, asked, 'naming the audit team');
};
