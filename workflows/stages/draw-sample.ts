import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The cohort. Cases are drawn at random from the list of children, every level of need present;
 * then the officer enters who the drawn children are.
 */
export const drawSample: RunStage = async ({ run }, ref) => {
  // The draw happens once, by itself, and anyone with the list can repeat it.
  await run.act(() => act.drawSample(ref));

  // Until it is known who the children are, nobody can say who worked with them.
  const asked = await run.act(() => act.askForIdentities(ref));
  await untilAnswered(run, asked, 'who the children are');
};
