import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { workflowTypes } from '../domain/waits.ts';
import { openWorkflows, type WorkflowStart } from '../records/store/workflow-starts.ts';
import { keepLostSchedules, keepSchedule, type PlannedStart } from './schedules.ts';
import { type NudgeSender, startOptions } from './send.ts';

/**
 * Ends the workflows of an audit and starts them anew from the rows: they pick up at the right step
 * with the right dates and repeat no email. For a workflow that was lost, damaged, or written by
 * another version of the code.
 */
export async function rebuildAudit(
  sender: NudgeSender,
  ref: { partnership: string; audit: string },
): Promise<string[]> {
  return rebuild(sender, await openWorkflows(sender.records, ref));
}

/** The same with every workflow, or every one of a partnership, those that belong to no audit too. */
export async function rebuildAll(
  sender: NudgeSender,
  only: { partnership?: string } = {},
): Promise<string[]> {
  return rebuild(sender, await openWorkflows(sender.records, only));
}

async function rebuild(sender: NudgeSender, open: WorkflowStart[]): Promise<string[]> {
  // The requests first: an audit that still ran would start them again.
  for (const { workflowId } of open.toReversed()) await terminate(sender.client, workflowId);
  return startAll(sender, open);
}

/**
 * Starts every workflow that must run and does not, with one look at Temporal, and with another makes
 * the Schedules that are missing.
 */
export async function startLostWorkflows(sender: NudgeSender): Promise<string[]> {
  const running = new Set<string>();
  const types = Object.values(workflowTypes).map((type) => `'${type}'`);
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN (${types.join(', ')})`;
  for await (const workflow of sender.client.workflow.list({ query })) {
    running.add(workflow.workflowId);
  }
  const open = await openWorkflows(sender.records);
  const lost = open.filter((start) => !isPlanned(start) && !running.has(start.workflowId));
  return [
    ...(await startAll(sender, lost)),
    ...(await keepLostSchedules(sender, open.filter(isPlanned))),
  ];
}

function isPlanned(start: WorkflowStart): start is PlannedStart {
  return start.type === 'plannedAudit';
}

async function startAll(sender: NudgeSender, starts: WorkflowStart[]): Promise<string[]> {
  for (const start of starts) {
    if (isPlanned(start)) {
      await keepSchedule(sender, start);
      continue;
    }
    const options = startOptions(start);
    await sender.client.workflow.start(start.type, { ...options, taskQueue: sender.taskQueue });
  }
  return starts.map(({ workflowId }) => workflowId);
}

async function terminate(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).terminate('rebuilt from its rows');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
