import { act } from './activity-proxy.ts';
import { untilAnswered } from './ask.ts';
import type { RequestInput } from './messages.ts';
import { openRun, type Run } from './run.ts';

/**
 * All that one agency is asked for in one audit: a completed tool for each of its children, and to
 * come to the discussion. Its safeguarding lead is asked, reminded and chased; the officer is asked
 * to check what comes in, and what is sent back is asked for again. Ends when every return is in
 * and accepted or when silence has been recorded, and then tells the audit.
 */
export async function request(input: RequestInput): Promise<void> {
  const run = openRun(input);
  const { partnership, audit, agency } = input;
  const ref = { partnership, audit, agency };
  run.showStage(input.stage, `what ${agency} is asked for`);

  // One email carries both asks: the tools by a date, and the discussion.
  let wait = await run.act(() => act.openRequest(ref));
  do {
    await untilAnswered(run, wait, `completed audit tools of ${agency}`);
    if (run.cancelled()) return;

    // The outcome stands in the request's row; the audit hears of it by nudge. Where a tool comes in
    // late at this very moment there is something to wait for again.
    wait = await run.act(() => act.endRequest(ref));
    run.learn(wait);
  } while (hasMore(run, wait.id));
}

function hasMore(run: Run, wait: string): boolean {
  return (run.view(wait)?.open ?? 0) > 0;
}
