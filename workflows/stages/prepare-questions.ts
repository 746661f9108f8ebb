import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RunStage } from './stage.ts';

/**
 * The pairs of auditors. Members of the groups say whether they can facilitate, the officer names two
 * for each child, and each pair reads what was sent about its child and writes down its questions.
 * Where a pair writes none this is recorded, and the audit goes on.
 */
export const prepareQuestions: RunStage = async ({ run }, ref) => {
  // A pair that is named joins the same wait.
  const asked = await run.act(() => act.askForPairs(ref));
  await untilAnswered(run, asked, 'the pairs of auditors and their questions');
};
