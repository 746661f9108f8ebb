import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { type LocalTemporal, startTemporal } from '../../local/temporal.ts';
import { sendNudges } from '../../nudges/send.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { progress } from '../../workflows/messages.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { type Inbox, openInbox } from '../support/inbox.ts';
import { lendDatabase } from '../support/lent-database.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmits,
} from '../support/people.ts';
import { createDatabase, type TestDatabase } from '../support/postgres.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { eventually, startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const taskQueue = 'killed-processes';
const masterKey = newKey();
let folder: string;
let temporal: LocalTemporal;
let database: TestDatabase;
let inbox: Inbox;
let records: Records;
let place: Aldermere;
let worker: WorkerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepdive-faults-'));
  database = await createDatabase();
  records = { database: lendDatabase(database.url), keyring: openKeyring(masterKey) };
  inbox = await openInbox();
  temporal = await startDurableTemporal();
  place = await aldermere(records, new Date());
  worker = await startWorkerProcess(environment());
}, 120_000);

afterAll(async () => {
  await worker?.kill();
  await temporal?.stop();
  await inbox?.stop();
  await records?.database.$disconnect();
  await database?.drop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function startDurableTemporal(port?: number): Promise<LocalTemporal> {
  return startTemporal({
    ui: false,
    databaseFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    ...(port ? { port } : {}),
  });
}

function environment(): Record<string, string> {
  return {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TASK_QUEUE: taskQueue,
    SMTP_URL: inbox.mailbox.url,
    MAIL_FROM: 'audits@aldermere.example',
    PUBLIC_URL: 'http://localhost',
    MASTER_KEY: masterKey.toString('base64'),
    COOKIE_KEY: newKey().toString('base64'),
  };
}

/** What the api does after each commit; it fails while Temporal is away, and nobody waits for it. */
async function nudge(): Promise<void> {
  const connection = await Connection.connect({ address: temporal.address, connectTimeout: 1_000 });
  try {
    await sendNudges({ records, client: new Client({ connection }), taskQueue }, new Date());
  } finally {
    await connection.close();
  }
}

/** Three agencies that all know all eight children, with their requests open. */
async function auditAtItsRequests(): Promise<StartedAudit> {
  const { database: rows } = records;
  const audit = await startedAudit(records, place, new Date());
  await nudge();
  const asked = (step: string) =>
    rows.ask.findMany({ where: { auditId: audit.id, step, outcome: null } });
  await eventually('the officer is asked', async () => (await asked('identities')).length === 1);
  await officerNamesChildren(
    records,
    { auditId: audit.id, officer: place.people.nadia.id },
    new Date(),
  );
  await nudge();
  await eventually('agencies are asked', async () => (await asked('involvement')).length === 8);
  const involved = ['police', 'social-care', 'hospital'];
  for (const ask of await asked('involvement')) {
    const knows = involved.some((key) => ask.key.endsWith(`/${key}`))
      ? [1, 2, 3, 4, 5, 6, 7, 8]
      : [];
    await leadAnswersInvolvement(records, { askId: ask.id, knows }, new Date());
  }
  await nudge();
  await eventually('the requests are open', async () => (await asked('returns')).length === 3);
  return audit;
}

/** Until the audit waits for its returns and for who is to read the pack, it writes letters. */
async function nothingIsUnderWay({ number }: StartedAudit): Promise<void> {
  const connection = await Connection.connect({ address: temporal.address });
  const { workflow } = new Client({ connection });
  const handle = workflow.getHandle(auditWorkflowId(place.id, number));
  await eventually('the audit waits', async () => {
    const { acting, waits } = await handle.query(progress);
    return !acting && waits.filter(({ open }) => open > 0).length === 2;
  });
  await connection.close();
}

interface OpenReturn {
  id: string;
  responsibleId: string;
}

async function openReturns(audit: StartedAudit): Promise<OpenReturn[]> {
  const rows = await records.database.return.findMany({
    where: { auditId: audit.id, state: 'asked' },
    include: { request: { select: { responsibleId: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({ id: row.id, responsibleId: row.request.responsibleId }));
}

function submit({ id, responsibleId }: OpenReturn): Promise<string> {
  return respondentSubmits(records, { returnId: id, contactId: responsibleId }, new Date());
}

async function everyOneIsThereOnce(audit: StartedAudit, count: number): Promise<void> {
  const versions = await records.database.returnVersion.findMany({
    where: { return: { auditId: audit.id } },
  });
  expect(versions.map((each) => each.returnId).sort()).toEqual(
    [...new Set(versions.map((each) => each.returnId))].sort(),
  );
  expect(versions).toHaveLength(count);
  expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
}

/** The officer accepts what came in; then every request ends and the audit leaves the stage. */
async function auditGoesOn(audit: StartedAudit): Promise<void> {
  const checks = await records.database.ask.findMany({
    where: { auditId: audit.id, step: 'check', outcome: null },
  });
  for (const { returnId } of checks) {
    const version = { partnershipId: place.id, returnId: returnId ?? '', version: 1 };
    await acceptReturn(records, version, { contactId: place.people.nadia.id }, new Date());
  }
  await nudge();
  await eventually('the stage of the returns ends', async () => {
    const stage = await records.database.stage.findUnique({
      where: { auditId_key: { auditId: audit.id, key: 'returns' } },
    });
    return stage?.outcome === 'complete';
  });
}

describe('with submissions in flight', () => {
  it('loses none when the worker is killed, and the audit goes on with the next worker', async () => {
    const audit = await auditAtItsRequests();
    const open = await openReturns(audit);
    expect(open).toHaveLength(24);
    const submitting = Promise.all(open.map(submit));
    await worker.kill();
    expect(await submitting).toEqual(open.map(() => 'submitted'));
    await nudge();
    worker = await startWorkerProcess(environment());
    await everyOneIsThereOnce(audit, 24);
    await auditGoesOn(audit);
  }, 180_000);

  it('takes them while Temporal is dead, and the audit catches up when it is back', async () => {
    const audit = await auditAtItsRequests();
    const [first, ...others] = await openReturns(audit);
    const submitting = first && submit(first);
    const port = Number(temporal.address.split(':')[1]);
    process.kill(temporal.pid, 'SIGKILL');
    await temporal.ended;
    expect(await submitting).toBe('submitted');
    for (const each of others) expect(await submit(each)).toBe('submitted');
    await expect(nudge()).rejects.toThrow();
    temporal = await startDurableTemporal(port);
    await everyOneIsThereOnce(audit, 24);
    await auditGoesOn(audit);
  }, 180_000);

  it('rebuilds what Temporal has lost altogether, when the next worker starts', async () => {
    const audit = await auditAtItsRequests();
    await nothingIsUnderWay(audit);
    const letters = () => records.database.letter.count({ where: { auditId: audit.id } });
    const before = await letters();
    await worker.kill();
    await temporal.stop();
    rmSync(join(folder, 'temporal.db'), { force: true });
    for (const suffix of ['-wal', '-shm'])
      rmSync(join(folder, `temporal.db${suffix}`), { force: true });
    temporal = await startDurableTemporal();
    worker = await startWorkerProcess(environment());
    const connection = await Connection.connect({ address: temporal.address });
    const handle = new Client({ connection }).workflow.getHandle(
      requestWorkflowId(place.id, audit.number, 'police'),
    );
    await eventually('the request runs again', async () =>
      handle.describe().then(
        ({ status }) => status.name === 'RUNNING',
        () => false,
      ),
    );
    await connection.close();
    expect(await letters()).toBe(before);
    for (const each of await openReturns(audit)) expect(await submit(each)).toBe('submitted');
    await auditGoesOn(audit);
  }, 180_000);
});
