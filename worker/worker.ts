import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/activities.ts';
import { type NudgeSender, sendNudges } from '../nudges/send.ts';
import type { Records } from '../records/store/transaction.ts';
import { leftovers } from './leftovers.ts';

/** What a worker is wired from; the caller opens and closes each. */
export interface WorkerParts {
  records: Records;
  connection: NativeConnection;
  client: Client;
  namespace: string;
  taskQueue: string;
  post: { sendDue(now: Date, limit: number): Promise<number> };
  clock: () => Date | Promise<Date>;
  log: { warn(fields: object, message: string): void };
  /** A bundle made before, where many workers are started in one process. */
  workflowBundle?: { code: string };
}

export interface RunningWorker {
  /** Takes nothing new, finishes what is under way, and resolves. */
  stop(): Promise<void>;
  /** Whether it is at work on anything at this moment. */
  busy(): boolean;
  /** Rejects when the worker fails. */
  running: Promise<void>;
}

const lettersAtOnce = 100;

/** Starts a worker: the workflows, the activities and the loop that sends what was left over. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const { records, client, taskQueue, post } = parts;
  const sender: NudgeSender = { records, client, taskQueue };
  const worker = await Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue,
    ...(parts.workflowBundle
      ? { workflowBundle: parts.workflowBundle }
      : { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) }),
    activities: createActivities({
      records,
      // What cannot be sent now is left to the loop: no step of an audit fails for it.
      sendLetters: (now) => logged(parts, 'letters', () => post.sendDue(now, lettersAtOnce)),
      sendNudges: (now) => logged(parts, 'nudges', () => sendNudges(sender, now)),
    }),
    shutdownGraceTime: '20 seconds',
  });
  const loop = leftovers(parts, sender);
  const running = worker.run();
  return {
    running,
    busy() {
      const { numInFlightActivities, numInFlightWorkflowActivations } = worker.getStatus();
      return numInFlightActivities + numInFlightWorkflowActivations > 0;
    },
    async stop() {
      await loop.stop();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}

async function logged(parts: WorkerParts, what: string, send: () => Promise<unknown>) {
  try {
    await send();
  } catch (error) {
    parts.log.warn({ error: (error as Error).name }, `${what} left for the next round`);
  }
}
