import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditWorkflowId } from '../../domain/waits.ts';
import { progress } from '../../workflows/messages.ts';
import {
  type DevSystem,
  devAuditAtItsRequests,
  devReturnsComeIn,
  startDevSystem,
} from '../support/dev-system.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import type { StartedAudit } from '../support/started-audit.ts';
import { devServerAddress } from '../support/temporal.ts';
import { eventually } from '../support/worker-process.ts';

let system: DevSystem;
let place: Aldermere;

beforeAll(async () => {
  system = await startDevSystem(devServerAddress());
  // Other files use the same server: a partnership of its own keeps the ids apart.
  place = await aldermere(system.records, new Date(), 'resetton');
}, 120_000);
afterAll(() => system?.stop());

/** Takes a workflow back to the end of its n-th task, as an operator does in an emergency. */
async function resetTo(handle: WorkflowHandle, task: number): Promise<string> {
  const { events } = await handle.fetchHistory();
  const completed = (events ?? []).filter((each) => each.workflowTaskCompletedEventAttributes);
  const { runId } = await system.client.workflow.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId, runId: (await handle.describe()).runId },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: completed[task]?.eventId ?? null,
  });
  return runId;
}

async function whatWasAsked({ id: auditId }: StartedAudit): Promise<string[]> {
  const { database } = system.records;
  const letters = await database.letter.findMany({ where: { auditId } });
  const asks = await database.ask.findMany({ where: { auditId } });
  const stages = await database.stage.findMany({ where: { auditId } });
  return [
    // Whether it has left meanwhile is another matter: each leaves once.
    ...letters.map(({ key, state }) => `letter ${key} ${state === 'dropped' ? state : ''}`),
    ...asks.map(({ key, dueDate, outcome }) => `ask ${key} due ${dueDate} ${outcome}`),
    ...stages.map(
      ({ key, begunAt, outcome }) => `stage ${key} ${begunAt.toISOString()} ${outcome}`,
    ),
  ].sort();
}

describe('an audit whose workflow is reset to one of its first steps', () => {
  it.each([
    ['before the draw', 0],
    ['before anybody was asked who is involved', 4],
  ])(
    '%s: comes back to where its rows stand, and asks nobody again',
    async (_, task) => {
      const audit = await devAuditAtItsRequests(system, place, ['police', 'social-care']);
      const handle = system.client.workflow.getHandle(auditWorkflowId(place.id, audit.number));
      const waits = async () => {
        const state = await handle.query(progress);
        const open = state.waits.filter((wait) => wait.open > 0);
        return state.acting ? [] : open.map(({ id }) => id.slice(id.indexOf('#'))).sort();
      };
      await eventually('the audit waits', async () => (await waits()).length === 2);
      const before = await whatWasAsked(audit);
      const runId = await resetTo(handle, task);
      expect((await handle.describe()).runId).toBe(runId);
      await eventually('it waits again', async () => (await waits()).join() === '#pack,#returns');
      expect(await whatWasAsked(audit)).toEqual(before);
      await devReturnsComeIn(system, place, audit);
      const received = Object.values(place.people).flatMap(({ email }) => system.inbox.to(email));
      const ids = received.map(({ messageId }) => messageId);
      expect(ids).toHaveLength(new Set(ids).size);
    },
    240_000,
  );
});
