import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The pack. The officer is asked to look at what is missing and may circulate early; on its date the
 * pack goes by itself to those taking part, each with their own cases. What comes in later is a
 * supplement, which the discussion waits for.
 */
export const circulatePack: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askToCirculate(ref));
  await untilAnswered(run, asked, 'circulating the pack');
};
