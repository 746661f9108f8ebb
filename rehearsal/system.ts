import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { searchAttributeCodes } from '../commands/search-attributes.ts';
import { openPost, type Post } from '../emails/post.ts';
import { type Mailbox, startMailbox } from '../local/mailbox.ts';
import { sendNudges } from '../nudges/send.ts';
import { openDatabase } from '../records/database.ts';
import { openKeyring } from '../records/keyring.ts';
import { pendingNudges } from '../records/nudges.ts';
import { newKey } from '../records/sealing.ts';
import type { Records } from '../records/transaction.ts';
import { startWorker } from '../worker/worker.ts';
import { restWatch } from './at-rest.ts';
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
  /** A migrated database, which nobody else uses. */
  databaseUrl: string;
  /** The instant (ISO) at which the clock begins. */
  startsAt: string;
  /** Where links in emails lead. */
  publicUrl?: string;
  /** Bundled before, where several systems are started in one process or a bundle is kept. */
  workflowBundle?: { code: string };
}

const silent = { warn: () => {} };
const taskQueue = 'deepdive';
let bundle: Promise<{ code: string }> | undefined;

/** Bundled once in a process: it takes longer than everything else. */
function ownBundle(): Promise<{ code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    logger: { ...console, log() {}, trace() {}, debug() {}, info() {}, warn() {} } as never,
  });
  return bundle;
}

/**
 * Starts the whole product with its own time-skipping server, mail server and worker. Only one
 * driver may move its clock, from one due instant to the next.
 */
export async function startJumpingSystem(options: JumpingSystemOptions): Promise<JumpingSystem> {
  const { databaseUrl, startsAt, publicUrl = 'http://deepdive.example' } = options;
  const [{ environment, stop }, mailbox, workflowBundle] = await Promise.all([
    timeSkippingServer(),
    startMailbox(),
    options.workflowBundle ?? ownBundle(),
  ]);
  const records = { database: openDatabase(databaseUrl), keyring: openKeyring(newKey()) };
  // This server can be told search attributes but cannot list them.
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: searchAttributeCodes(),
  });
  const mail = { url: mailbox.url, from: 'audits@aldermere.example', replyTo: undefined };
  const post = openPost({ records, mail, publicUrl });
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
    workflowBundle,
  });

  const watch = restWatch(client, records);
  const settle = async (which: 'touched' | 'all'): Promise<void> => {
    const at = await now();
    do {
      await sendNudges({ records, client, taskQueue }, at);
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
    nextInstant: () => nextInstant(records),
    async jumpToNext() {
      const next = await nextInstant(records);
      if (next) await sleepUntil(next);
      return next;
    },
    async jumpTo(instant) {
      for (;;) {
        const next = await nextInstant(records);
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

async function nextInstant({ database }: Records): Promise<Date | null> {
  const ask = await database.ask.aggregate({
    _min: { nextAt: true },
    where: { outcome: null, OR: [{ auditId: null }, { audit: { state: 'open' } }] },
  });
  const status = await database.workPlan.aggregate({ _min: { statusAt: true } });
  const paused = await database.audit.findMany({
    select: { id: true },
    where: { state: 'paused' },
  });
  const letter = await database.letter.aggregate({
    _min: { nextAttemptAt: true },
    where: {
      state: 'pending',
      attempts: 0,
      nextAttemptAt: { gt: database.letter.fields.queuedAt },
      // What a pause holds back leaves when it is over; that there is a pause is told.
      OR: [
        { auditId: null },
        { kind: 'audit-paused' },
        { auditId: { notIn: paused.map(({ id }) => id) } },
      ],
    },
  });
  const planned = await database.plannedAudit.aggregate({ _min: { nextAt: true } });
  const reports = await database.riskReport.aggregate({ _min: { nextAt: true } });
  const next = [
    ask._min.nextAt,
    status._min.statusAt,
    letter._min.nextAttemptAt,
    planned._min.nextAt,
    reports._min.nextAt,
  ];
  const instants = next.flatMap((each) => each ?? []);
  return instants.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
