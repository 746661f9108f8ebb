import { type NudgeSender, sendNudges } from '../nudges/send.ts';
import type { WorkerParts } from './worker.ts';

const roundMs = 10_000;
const lettersAtOnce = 100;

/**
 * Sends the nudges and letters that nobody sent when they were written: the process died between
 * commit and sending, or Temporal or the mail server was away. One query each per round.
 */
export function leftovers(parts: WorkerParts, sender: NudgeSender): { stop(): Promise<void> } {
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(async () => {
      if (!stopped) await sendLeftovers(parts, sender);
    });
  }, roundMs);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await round;
    },
  };
}

async function sendLeftovers(parts: WorkerParts, sender: NudgeSender): Promise<void> {
  const now = await parts.clock();
  for (const [what, send] of [
    ['nudges', () => sendNudges(sender, now)],
    ['letters', () => parts.post.sendDue(now, lettersAtOnce)],
  ] as const) {
    try {
      await send();
    } catch (error) {
      parts.log.warn({ error: (error as Error).name }, `left-over ${what} stay for the next round`);
    }
  }
}
