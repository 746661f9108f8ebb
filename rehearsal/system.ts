import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { searchAttributeCodes } from '../commands/search-attributes.ts';
import { workflowBundle as keptBundle } from '../commands/workflow-bundle.ts';
import { openPost, type Post } from '../emails/post.ts';
import { type Mailbox, startMailbox } from '../local/mailbox.ts';
import { sendNudges } from '../nudges/send.ts';
import type { Database } from '../records/store/database.ts';
import { openKeyring } from '../records/store/keyring.ts';
import { pendingNudges } from '../records/store/nudges.ts';
import { newKey } from '../records/store/sealing.ts';
import type { Records } from '../records/store/transaction.ts';
import { startWorker } from '../worker/worker.ts';
import { restWatch } from './at-rest.ts';
import { clientWithSchedules } from './schedules.ts';
import { timeSkippingServer } from './time-skipping.ts';

/** The product with every part real, on a server whose clock jumps. */
export interface JumpingSystem {
  records: Records;
  mailbox: Mailbox;
  post: Post;
  client: Client;
  taskQueue: string;
  now(): Promise<Date>;
  /** Sends what is queued and waits until every workflow stands still. */
  settle(): Promise<void>;
  /** The same, where nobody has terminated or restarted a workflow since it last stood still. */
  settleTouched(): Promise<void>;
  /** The next instant at which the clock has something to do; null when there is none. */
  nextInstant(): Promise<Date | null>;
  /** Lets the clock jump to an instant, stopping wherever something is due by the clock before it. */
  jumpTo(instant: string): Promise<void>;
  /** Jumps to the next instant at which the clock has something to do; null when there is none. */
  jumpToNext(): Promise<Date | null>;
  stop(): Promise<void>;
}

export interface JumpingSystemOptions {
  /** A migrated database, which nobody else uses; closed at the stop. */
  database: Database;
  /** The instant (ISO) at which the clock begins. */
  startsAt: string;
  /** Where links in emails lead. */
  publicUrl?: string;
}

const silent = { warn: () => {} };
const taskQueue = 'deepdive';
const bundles = fileURLToPath(new URL('../.data/workflow-bundle', import.meta.url));
let bundle: Promise<{ code: string }> | undefined;

/** Read once in a process: making it takes longer than everything else. */
function ownBundle(): Promise<{ code: string }> {
  bundle ??= keptBundle(bundles);
  return bundle;
}

/**
 * Starts the whole product with its own time-skipping server, mail server and worker. Only one
 * driver may move its clock, from one due instant to the next.
 */
export async function startJumpingSystem(options: JumpingSystemOptions): Promise<JumpingSystem> {
  const { database, startsAt, publicUrl = 'http://deepdive.example' } = options;
  const [{ environment, stop }, mailbox, workflowBundle] = await Promise.all([
    timeSkippingServer(),
    startMailbox(),
    ownBundle(),
  ]);
  const records = { database, keyring: openKeyring(newKey()) };
  // This server can be told search attributes but cannot list them.
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: searchAttributeCodes(),
  });
  const mail = { url: mailbox.url, from: 'audits@aldermere.example', replyTo: undefined };
  const post = openPost({ records, mail, publicUrl });
  const { client, startDue } = clientWithSchedules(environment.client);
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
    workflowBundle,
  });

  const watch = restWatch(client, records, worker);
  const settle = async (which: 'touched' | 'all'): Promise<void> => {
    const at = await now();
    do {
      await sendNudges({ records, client, taskQueue }, at);
      await startDue(at);
      await watch.atRest(at, which);
      await post.sendDue(at, 100);
    } while ((await pendingNudges(records)) > 0 || (await post.pending(at)).due > 0);
  };
  const sleepUntil = async (instant: Date): Promise<void> => {
    const ms = instant.getTime() - (await environment.currentTimeMs());
    if (ms > 0) await environment.sleep(ms);
    await settle('touched');
  };
  const system: JumpingSystem = {
    records,
    mailbox,
    post,
    client,
    taskQueue,
    now,
    settle: () => settle('all'),
    settleTouched: () => settle('touched'),
    nextInstant: async () => nextInstant(records, await now()),
    async jumpToNext() {
      const next = await nextInstant(records, await now());
      if (next) await sleepUntil(next);
      return next;
    },
    async jumpTo(instant) {
      for (;;) {
        const next = await nextInstant(records, await now());
        if (!next || next.toISOString() > instant) break;
        await sleepUntil(next);
      }
      await sleepUntil(new Date(instant));
    },
    async stop() {
      await worker.stop();
      await post.close();
      await mailbox.stop();
      await records.database.$disconnect();
      await stop();
    },
  };
  await sleepUntil(new Date(startsAt));
  return system;
}

async function nextInstant({ database }: Records, now: Date): Promise<Date | null> {
  // A letter that is due and yet waits, for others of its morning, leaves with the next that happens.
  // What a pause holds back leaves when it is over; that there is a pause is told.
  const [row] = await database.$queryRaw<{ at: Date | null }[]>`
    SELECT least(
      (SELECT min(k."nextAt") FROM "Ask" k LEFT JOIN "Audit" a ON a.id = k."auditId"
        WHERE k.outcome IS NULL AND (a.id IS NULL OR a.state = 'open')),
      (SELECT min("statusAt") FROM "WorkPlan"),
      (SELECT min("nextAt") FROM "PlannedAudit"),
      (SELECT min("nextAt") FROM "RiskReport"),
      (SELECT min(l."nextAttemptAt") FROM "Letter" l LEFT JOIN "Audit" a ON a.id = l."auditId"
        WHERE l.state = 'pending' AND l.attempts = 0 AND l."nextAttemptAt" > ${now}
          AND (a.state IS DISTINCT FROM 'paused' OR l.kind = 'audit-paused'))) AS at`;
  return row?.at ?? null;
}
