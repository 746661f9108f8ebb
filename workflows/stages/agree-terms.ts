import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The terms of reference. The officer writes them with the chair and puts them before a group, at a
 * meeting or by email; what it wants changed is written and put before it again in the same wait.
 * The stage ends when the group has agreed, and nothing later begins before.
 */
export const agreeTerms: RunStage = async ({ run }, ref) => {
  const asked = await run.act(() => act.askForTerms(ref));
  await untilAnswered(run, asked, 'terms of reference');
};
