import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { workflowBundle } from '../../commands/workflow-bundle.ts';
import { openPost } from '../../emails/post.ts';
import { sendNudges } from '../../nudges/send.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { startWorker } from '../../worker/worker.ts';
import type { Aldermere } from './directory.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { lendDatabase } from './lent-database.ts';
import { leadAnswersInvolvement, officerNamesChildren, respondentSubmitsAll } from './people.ts';
import { createDatabase } from './postgres.ts';
import { type StartedAudit, startedAudit } from './started-audit.ts';
import { eventually } from './worker-process.ts';

/** The product with every part real, on the development server, whose clock is the wall's. */
export interface DevSystem {
  records: Records;
  client: Client;
  taskQueue: string;
  inbox: Inbox;
  /** What the api does after each commit. */
  nudge(): Promise<void>;
  stop(): Promise<void>;
}

const silent = { warn: () => {} };
const bundles = fileURLToPath(new URL('../../.data/workflow-bundle', import.meta.url));

export async function startDevSystem(temporalAddress: string): Promise<DevSystem> {
  const database = await createDatabase();
  const records = { database: lendDatabase(database.url), keyring: openKeyring(newKey()) };
  const inbox = await openInbox();
  const mail = { url: inbox.mailbox.url, from: 'audits@aldermere.example', replyTo: undefined };
  const post = openPost({ records, mail, publicUrl: 'http://deepdive.example' });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const clientConnection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection: clientConnection });
  const taskQueue = `dev-system-${randomUUID()}`;
  const worker = await startWorker({
    records,
    connection,
    client,
    namespace: 'default',
    taskQueue,
    post,
    clock: () => new Date(),
    log: silent,
    workflowBundle: await workflowBundle(bundles),
  });
  return {
    records,
    client,
    taskQueue,
    inbox,
    async nudge() {
      await sendNudges({ records, client, taskQueue }, new Date());
    },
    async stop() {
      await worker.stop();
      await post.close();
      await inbox.stop();
      await records.database.$disconnect();
      await clientConnection.close();
      await connection.close();
      await database.drop();
    },
  };
}

/** An audit in which these agencies know two children each, with their requests open. */
export async function devAuditAtItsRequests(
  { records, nudge }: DevSystem,
  place: Aldermere,
  involved: string[],
): Promise<StartedAudit> {
  const audit = await startedAudit(records, place, new Date());
  const asked = (step: string) =>
    records.database.ask.findMany({ where: { auditId: audit.id, step, outcome: null } });
  await nudge();
  await eventually('the officer is asked', async () => (await asked('identities')).length === 1);
  const given = { auditId: audit.id, officer: place.people.nadia.id };
  await officerNamesChildren(records, given, new Date());
  await nudge();
  await eventually('agencies are asked', async () => (await asked('involvement')).length === 8);
  for (const ask of await asked('involvement')) {
    const knows = involved.some((key) => ask.key.endsWith(`/${key}`)) ? [1, 2] : [];
    await leadAnswersInvolvement(records, { askId: ask.id, knows }, new Date());
  }
  await nudge();
  await eventually(
    'the requests are open',
    async () => (await asked('returns')).length === involved.length,
  );
  return audit;
}

/** Every tool comes in and is accepted; then every request ends and the audit leaves the stage. */
export async function devReturnsComeIn(
  { records, nudge }: DevSystem,
  place: Aldermere,
  audit: StartedAudit,
): Promise<void> {
  const { database } = records;
  for (const request of await database.request.findMany({ where: { auditId: audit.id } })) {
    const given = { requestId: request.id, contactId: request.responsibleId };
    await respondentSubmitsAll(records, given, new Date());
  }
  for (const { id } of await database.return.findMany({ where: { auditId: audit.id } })) {
    const version = { partnershipId: place.id, returnId: id, version: 1 };
    await acceptReturn(records, version, { contactId: place.people.nadia.id }, new Date());
  }
  await nudge();
  await eventually('the stage of the returns ends', async () => {
    const where = { auditId_key: { auditId: audit.id, key: 'returns' } };
    return (await database.stage.findUnique({ where }))?.outcome === 'complete';
  });
}
