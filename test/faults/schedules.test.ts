import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScheduleNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dateOf, type PlainDate } from '../../domain/calendar.ts';
import { plannedWorkflowId } from '../../domain/waits.ts';
import { type LocalTemporal, startTemporal } from '../../local/temporal.ts';
import { rebuildAll, startLostWorkflows } from '../../nudges/rebuild.ts';
import { changePlannedDate, dropPlanned } from '../../records/programme/change-planned.ts';
import { loadProgramme } from '../../records/programme/load-programme.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type DevSystem, startDevSystem } from '../support/dev-system.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { eventually } from '../support/worker-process.ts';

// The time-skipping server knows no Schedules: they are tried here, on a server that can be killed.
let folder: string;
let temporal: LocalTemporal;
let system: DevSystem;
let place: Aldermere;

const programme = 'the-year';
const first = dateOf(new Date(), 'Europe/London');
const later = (days: number): PlainDate => addDays(first, days);

function startServer(file: string, port?: number): Promise<LocalTemporal> {
  const logFile = join(folder, 'temporal.log');
  const databaseFile = join(folder, file);
  return startTemporal({ ui: false, logFile, databaseFile, ...(port ? { port } : {}) });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepdive-schedules-'));
  temporal = await startServer('temporal.db');
  system = await startDevSystem(temporal.address);
  const { records, nudge } = system;
  place = await aldermere(records, new Date(), 'plannington');
  const url = new URL('../support/profiles/records-check.yaml', import.meta.url);
  const bare = readFileSync(url, 'utf8').replace(/^profile: .*/m, 'profile: bare');
  await transaction(records, (tx) => storeProfile(tx, place.id, bare, new Date()));
  const entries = ['moved', 'out', 'missed', 'lost'].map((key) => {
    const day = later(200);
    return `  - { key: ${key}, month: ${day.slice(0, 7)}, process: bare, type: Review, theme: Late help, focus: Why help came late, date: ${day} }`;
  });
  const yaml = [`programme: ${programme}`, 'title: The year', 'entries:', ...entries].join('\n');
  const loaded = await loadProgramme(records, { partnershipId: place.id, yaml }, by(), new Date());
  expect(loaded).toMatchObject({ kind: 'loaded', planned: 4 });
  await nudge();
}, 120_000);

afterAll(async () => {
  await system?.stop();
  await temporal?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const by = () => ({ contactId: place.people.nadia.id });
const of = (entry: string) => ({ partnershipId: place.id, programme, entry });
const id = (entry: string) => plannedWorkflowId(place.id, programme, entry);
const row = (key: string) =>
  system.records.database.plannedAudit.findFirstOrThrow({ where: { key } });

/** Its Schedule as Temporal tells it; null where there is none. */
async function scheduleOf(entry: string) {
  try {
    return await system.client.schedule.getHandle(id(entry)).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

const nextOf = async (entry: string) => (await scheduleOf(entry))?.info.nextActionTimes[0];
const standsAsTheRow = (entry: string) =>
  eventually(`the Schedule of ${entry} stands as its row`, async () => {
    const { nextAt } = await row(entry);
    return (await nextOf(entry))?.getTime() === Math.ceil((nextAt?.getTime() ?? 0) / 1000) * 1000;
  });

const letters = async (entry: string, kind = 'planned/offered') => {
  const where = { kind, key: { contains: `/${programme}/${entry}/` } };
  return system.records.database.letter.count({ where });
};
const runsOf = async (entry: string) => (await scheduleOf(entry))?.info.numActionsTaken ?? 0;
/** While one runs, a start by hand is skipped. */
const hasNoRun = (entry: string) =>
  eventually(`no run of ${entry} is there`, async () => {
    const { runningActions } = (await scheduleOf(entry))?.info ?? {};
    return runningActions?.length === 0;
  });
const isOffered = (entry: string) =>
  eventually(`${entry} is offered`, async () => (await letters(entry)) === 1);

/** Its day is this instant, and Temporal is told. */
async function comesAt(entry: string, nextAt: Date): Promise<void> {
  const { records, nudge } = system;
  const typed = { degree: 'fixed', date: later(210) } as const;
  const moved = { ...of(entry), date: 'date', typed, reason: 'It moves.' };
  expect(await changePlannedDate(records, moved, by(), new Date())).toEqual({ kind: 'changed' });
  await records.database.plannedAudit.updateMany({ where: { key: entry }, data: { nextAt } });
  await nudge();
}

const soon = () => new Date(Date.now() + 3000);

it('has one Schedule for each planned audit, with ids and dates alone', async () => {
  for (const entry of ['moved', 'out', 'missed', 'lost']) await standsAsTheRow(entry);
  const told = await scheduleOf('moved');
  expect(told?.action).toMatchObject({
    workflowType: 'plannedAudit',
    args: [{ partnership: place.id, programme, entry: 'moved' }],
  });
  expect(JSON.stringify(told)).not.toMatch(/Late help|Why help|Nair|\.example/);
});

it('moves with the day, offers once that has come, and goes on to the day of the reminder (SO-2)', async () => {
  const { records, nudge } = system;
  const typed = { degree: 'fixed', date: later(300) } as const;
  const before = await row('moved');
  const input = { ...of('moved'), date: 'date', typed, reason: 'An inspection.' };
  await changePlannedDate(records, input, by(), new Date());
  await nudge();
  expect((await row('moved')).nextAt).not.toEqual(before.nextAt);
  await standsAsTheRow('moved');
  await comesAt('moved', soon());
  await isOffered('moved');
  await standsAsTheRow('moved');
  await hasNoRun('moved');
  const ran = await runsOf('moved');
  // Once more by hand, as in the Temporal UI.
  await system.client.schedule.getHandle(id('moved')).trigger();
  await eventually('it has run once more', async () => (await runsOf('moved')) > ran);
  await hasNoRun('moved');
  expect([await letters('moved'), await letters('moved', 'planned/remind')]).toEqual([1, 0]);
});

it('is offered at once where its day has passed when it is planned', async () => {
  await comesAt('moved', new Date(Date.now() - 60_000));
  await eventually('it reminds', async () => (await letters('moved', 'planned/remind')) === 1);
});

it('has no Schedule once it is taken out, and an operator may pause one (SO-2)', async () => {
  const { records, client, nudge } = system;
  await client.schedule.getHandle(id('out')).pause();
  await comesAt('out', new Date(Date.now() + 86_400_000));
  await standsAsTheRow('out');
  expect((await scheduleOf('out'))?.state.paused).toBe(true);
  await dropPlanned(records, { ...of('out'), reason: 'Put off.' }, by(), new Date());
  await nudge();
  expect(await scheduleOf('out')).toBeNull();
});

it('is offered by a Temporal that was killed before its day and is back after it', async () => {
  const at = new Date(Date.now() + 10_000);
  await comesAt('missed', at);
  process.kill(temporal.pid, 'SIGKILL');
  await temporal.ended;
  await eventually('its instant passes', async () => Date.now() > at.getTime() + 1000);
  expect(await letters('missed')).toBe(0);
  temporal = await startServer('temporal.db', Number(temporal.address.split(':')[1]));
  await isOffered('missed');
});

it('has its Schedules again after Temporal has lost everything, or is older than the rows', async () => {
  const { records, client, taskQueue } = system;
  process.kill(temporal.pid, 'SIGKILL');
  await temporal.ended;
  temporal = await startServer('another.db', Number(temporal.address.split(':')[1]));
  const sender = { records, client, taskQueue };
  await eventually('Temporal answers', () => answers(() => startLostWorkflows(sender)));
  for (const entry of ['lost', 'missed', 'moved']) await standsAsTheRow(entry);
  await eventually('they are listed', async () => (await startLostWorkflows(sender)).length === 0);
  // A backup of Temporal may be older than the rows.
  await records.database.plannedAudit.updateMany({
    where: { key: 'lost' },
    data: { nextAt: soon() },
  });
  expect(await startLostWorkflows(sender)).toEqual([id('lost')]);
  await isOffered('lost');
  expect(await rebuildAll(sender)).toHaveLength(3);
  for (const entry of ['lost', 'missed', 'moved']) await standsAsTheRow(entry);
  expect([await letters('lost'), await letters('moved')]).toEqual([1, 1]);
});

/** Whether the connection to a server that has come back carries again; what it did half is done then. */
async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}
