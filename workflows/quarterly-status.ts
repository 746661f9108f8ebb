import { act } from './activity-proxy.ts';
import { untilAnswered } from './ask.ts';
import type { StatusInput } from './messages.ts';
import { openRun } from './run.ts';

/**
 * The status of one body's work plan, in counts, to its chair and members when each quarter's papers
 * are due. It begins with the first action that the body adopts, from whichever audit, and ends with
 * a last status when nothing on the work plan is open.
 */
export async function quarterlyStatus(input: StatusInput): Promise<void> {
  const run = openRun(input);
  const { partnership, body } = input;
  run.showStage('status', `the status of the work plan of ${body}`);

  // Whatever is due by now is sent; what comes next is in the answer.
  const send = () => act.sendStatus({ partnership, body });
  const plan = await run.act(send);
  await untilAnswered(run, plan, `status to ${body}`, send);
}
