import { fileURLToPath } from 'node:url';
import { WorkflowNotFoundError } from '@temporalio/common';
import { bundleWorkflowCode } from '@temporalio/worker';
import { searchAttributeCodes } from '../../commands/search-attributes.ts';
import { openPost, type Post } from '../../emails/post.ts';
import { sendNudges } from '../../nudges/send.ts';
import { openDatabase } from '../../records/database.ts';
import { openKeyring } from '../../records/keyring.ts';
import { pendingNudges } from '../../records/nudges.ts';
import { newKey } from '../../records/sealing.ts';
import type { Records } from '../../records/transaction.ts';
import { openWorkflows } from '../../records/workflow-starts.ts';
import { startWorker } from '../../worker/worker.ts';
import { progress } from '../../workflows/messages.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { createDatabase } from './postgres.ts';
import { timeSkippingServer } from './temporal.ts';

/** The product with every part real, on a server whose clock jumps. */
export interface System {
  records: Records;
  inbox: Inbox;
  post: Post;
  client: Awaited<ReturnType<typeof timeSkippingServer>>['environment']['client'];
  taskQueue: string;
  now(): Promise<Date>;
  /** Sends what is queued and waits until every workflow stands still. */
  settle(): Promise<void>;
  /** Lets the clock jump to an instant, stopping wherever something is due by the clock before it. */
  jumpTo(instant: string): Promise<void>;
  /** Jumps to the next instant at which the clock has something to do; null when there is none. */
  jumpToNext(): Promise<Date | null>;
  stop(): Promise<void>;
}

const silent = { warn: () => {} };
let bundle: Promise<{ code: string }> | undefined;

/** Bundled once for a test file: it takes longer than everything else. */
function workflowBundle(): Promise<{ code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: { ...console, log() {}, trace() {}, debug() {}, info() {}, warn() {} } as never,
  });
  return bundle;
}

export async function startSystem(
  startsAt: string,
  publicUrl = 'http://deepdive.example',
): Promise<System> {
  const database = await createDatabase();
  const records = { database: openDatabase(database.url), keyring: openKeyring(newKey()) };
  const { environment, stop } = await timeSkippingServer();
  // This server can be told search attributes but cannot list them.
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: searchAttributeCodes(),
  });
  const inbox = await openInbox();
  const post = openPost({
    records,
    mail: { url: inbox.mailbox.url, from: 'audits@aldermere.example', replyTo: undefined },
    publicUrl,
  });
  const taskQueue = 'deepdive';
  const { client } = environment;
  const now = async () => new Date(await environment.currentTimeMs());
  const worker = await startWorker({
    records,
    connection: environment.nativeConnection,
    client,
    namespace: 'default',
    taskQueue,
    post,
    clock: now,
    log: silent,
    workflowBundle: await workflowBundle(),
  });

  const settle = async (): Promise<void> => {
    do {
      await sendNudges({ records, client, taskQueue }, await now());
      await atRest(client, records);
      await post.sendDue(await now(), 100);
    } while ((await pendingNudges(records)) > 0 || (await post.pending(await now())).due > 0);
  };
  const sleepUntil = async (instant: Date): Promise<void> => {
    const ms = instant.getTime() - (await environment.currentTimeMs());
    if (ms > 0) await environment.sleep(ms);
    await settle();
  };
  const nextInstant = async (): Promise<Date | null> => {
    const ask = await records.database.ask.aggregate({
      _min: { nextAt: true },
      where: { outcome: null, OR: [{ auditId: null }, { audit: { state: 'open' } }] },
    });
    const status = await records.database.workPlan.aggregate({ _min: { statusAt: true } });
    const instants = [ask._min.nextAt, status._min.statusAt].flatMap((each) => each ?? []);
    return instants.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
  };
  const system: System = {
    records,
    inbox,
    post,
    client,
    taskQueue,
    now,
    settle,
    async jumpToNext() {
      const next = await nextInstant();
      if (next) await sleepUntil(next);
      return next;
    },
    async jumpTo(instant) {
      for (;;) {
        const next = await nextInstant();
        if (!next || next.toISOString() > instant) break;
        await sleepUntil(next);
      }
      await sleepUntil(new Date(instant));
    },
    async stop() {
      await worker.stop();
      await post.close();
      await inbox.stop();
      await records.database.$disconnect();
      await stop();
      await database.drop();
    },
  };
  await sleepUntil(new Date(startsAt));
  return system;
}

/**
 * Resolves when no workflow that must run is in the middle of something. A request that ends
 * signals its audit before it is gone, so only the third quiet look in a row is believed.
 */
async function atRest(client: System['client'], records: Records): Promise<void> {
  let quiet = 0;
  for (let tried = 0; tried < 2_000; tried += 1) {
    quiet = (await anyActing(client, records)) ? 0 : quiet + 1;
    if (quiet === 3) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the workflows do not come to rest');
}

async function anyActing(client: System['client'], records: Records): Promise<boolean> {
  const told = await newestNudges(records);
  const open = await openWorkflows(records);
  const states = await Promise.all(
    open.map(({ workflowId }) => client.workflow.getHandle(workflowId).query(progress).catch(gone)),
  );
  return states.some(
    (state) =>
      state?.acting ||
      // A query may overtake a signal that the server has taken but not yet handed on.
      state?.waits.some((wait) => wait.seq < (told.get(wait.id) ?? 0)),
  );
}

/** The number of the newest event of which each wait has been told. */
async function newestNudges(records: Records): Promise<Map<string, number>> {
  const rows = await records.database.$queryRaw<{ wait: string; seq: number }[]>`
    SELECT payload->'wait'->>'id' AS wait, max((payload->'wait'->>'seq')::int)::int AS seq
    FROM "Nudge" WHERE "sentAt" IS NOT NULL GROUP BY 1`;
  return new Map(rows.map(({ wait, seq }) => [wait, seq]));
}

/** A workflow that is not there, or has ended, is at rest. */
function gone(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}
