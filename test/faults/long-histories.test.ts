import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { type LocalTemporal, startTemporal } from '../../local/temporal.ts';
import { bringForward } from '../../records/asks/bring-forward.ts';
import { pauseAudit, resumeAudit } from '../../records/audits/pause-audit.ts';
import { progress } from '../../workflows/messages.ts';
import {
  type DevSystem,
  devAuditAtItsRequests,
  devReturnsComeIn,
  startDevSystem,
} from '../support/dev-system.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import type { StartedAudit } from '../support/started-audit.ts';
import { eventually } from '../support/worker-process.ts';

let folder: string;
let temporal: LocalTemporal;
let system: DevSystem;
let place: Aldermere;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepdive-long-histories-'));
  temporal = await startTemporal({
    ui: false,
    logFile: join(folder, 'temporal.log'),
    // As shipped a history has to grow to thousands of events.
    limits: { 'limit.historyCount.suggestContinueAsNew': 60 },
  });
  system = await startDevSystem(temporal.address);
  place = await aldermere(system.records, new Date());
}, 120_000);

afterAll(async () => {
  await system?.stop();
  await temporal?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** How many runs one after the other a workflow has had; every one but the last continued as new. */
async function runsOf(handle: WorkflowHandle): Promise<number> {
  const { raw } = await handle.describe();
  let runId = raw.workflowExecutionInfo?.firstRunId ?? '';
  for (let runs = 1; ; runs += 1) {
    const run = system.client.workflow.getHandle(handle.workflowId, runId);
    const next = (await run.fetchHistory()).events?.at(-1)
      ?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (!next) return runs;
    runId = next;
  }
}

/** The business unit has the next letter of a wait sent now. */
async function sendNextNow(audit: StartedAudit, wait: string): Promise<void> {
  const { records, nudge } = system;
  const input = { partnershipId: place.id, auditId: audit.id, wait, which: 'next' as const };
  const by = { contactId: place.people.nadia.id };
  const passed = () => records.database.ask.findMany({ where: { wait, nextAt: { lte: now } } });
  const now = new Date();
  await bringForward(records, { ...input, reason: 'The inspection is near.' }, by, now);
  await nudge();
  await eventually('the letter was written', async () => (await passed()).length === 0);
}

async function pauseForAMoment(audit: StartedAudit, waiting: WorkflowHandle[]): Promise<void> {
  const { records, nudge } = system;
  const input = { partnershipId: place.id, auditId: audit.id, reason: 'An inspection.' };
  const by = { contactId: place.people.nadia.id };
  const all = async (state: string) => {
    const known = await Promise.all(waiting.map((handle) => handle.query(progress)));
    return known.every(({ acting, waits }) => {
      const open = waits.filter((wait) => wait.open > 0);
      return !acting && open.length > 0 && open.every((wait) => wait.audit === state);
    });
  };
  await pauseAudit(records, input, by, new Date());
  await nudge();
  await eventually('they stand still', () => all('paused'));
  await resumeAudit(records, input, by, new Date());
  await nudge();
  await eventually('they go on', () => all('open'));
}

function firstRunOf({ raw }: Awaited<ReturnType<WorkflowHandle['describe']>>): string {
  return raw.workflowExecutionInfo?.firstRunId ?? '';
}

async function detailsOf(handle: WorkflowHandle): Promise<string> {
  const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails;
}

describe('an audit whose history has grown long while agencies are asked', () => {
  it('continues as new by itself, and so does a request, and nothing is asked or sent twice', async () => {
    const audit = await devAuditAtItsRequests(system, place, ['police', 'social-care']);
    const { workflow } = system.client;
    const running = workflow.getHandle(auditWorkflowId(place.id, audit.number));
    const police = workflow.getHandle(requestWorkflowId(place.id, audit.number, 'police'));
    const socialCare = workflow.getHandle(requestWorkflowId(place.id, audit.number, 'social-care'));
    const before = await runsOf(running);
    const child = firstRunOf(await socialCare.describe());

    await sendNextNow(audit, `${police.workflowId}#returns`);
    // Each pause and each end of it is another few events for everything that waits.
    while ((await runsOf(running)) === before || (await runsOf(police)) === 1) {
      await pauseForAMoment(audit, [running, police]);
    }

    // The newest run comes back to its waits before it tells how they stand.
    await eventually('the request tells how it stands', async () =>
      (await detailsOf(police)).includes('returns: 0 of 2 in, 1 still open'),
    );
    await eventually('the audit tells how it stands', async () =>
      (await detailsOf(running)).includes('returns: 0 of 2 in, 2 still open'),
    );
    const audited = await running.describe();
    expect(audited.status.name).toBe('RUNNING');
    expect(firstRunOf(await socialCare.describe())).toBe(child);
    expect((await socialCare.describe()).status.name).toBe('RUNNING');
    expect(audited.searchAttributes).toMatchObject({
      Partnership: [place.id],
      Audit: [audit.number],
      State: ['waiting'],
    });
    expect(audited.searchAttributes.NextDue).toHaveLength(1);
    const requested = await police.describe();
    expect(requested.searchAttributes).toMatchObject({ Agency: ['police'], Stage: ['returns'] });

    await devReturnsComeIn(system, place, audit);
    await thereIsOneOfEach(audit);
  }, 240_000);
});

/** Letters go on leaving meanwhile: one on its way may have arrived and not yet count as sent. */
async function thereIsOneOfEach({ id: auditId }: StartedAudit): Promise<void> {
  const { database } = system.records;
  const idsOf = (letters: { messageId: string | null }[]) => letters.map((each) => each.messageId);
  const sent = await database.letter.findMany({ where: { auditId, state: 'sent' } });
  const received = Object.values(place.people).flatMap(({ email }) =>
    idsOf(system.inbox.to(email)),
  );
  const written = await database.letter.findMany({ where: { auditId, messageId: { not: null } } });
  expect(received).toHaveLength(new Set(received).size);
  expect(received).toEqual(expect.arrayContaining(idsOf(sent)));
  expect(idsOf(written)).toEqual(expect.arrayContaining(received));
  const asks = await database.ask.findMany({ where: { auditId } });
  const whom = asks.map(({ step, contactId, returnId }) => `${step} ${contactId} ${returnId}`);
  expect(whom).toHaveLength(new Set(whom).size);
}
