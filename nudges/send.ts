import type { Client } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { type PendingNudge, takeNudges } from '../records/store/nudges.ts';
import type { Records } from '../records/store/transaction.ts';
import type { WorkflowStart } from '../records/store/workflow-starts.ts';
import { nudged, type WorkflowInput } from '../workflows/messages.ts';
import { whose } from '../workflows/search-attributes.ts';
import { keepSchedule } from './schedules.ts';

export interface NudgeSender {
  records: Records;
  client: Client;
  taskQueue: string;
}

/**
 * Sends what is left of the nudges, each by signal-with-start: that also starts an audit, and brings
 * back a workflow that was lost. A planned audit has no workflow until its day: its nudges keep its
 * Schedule. Throws when Temporal cannot be reached; the nudges then stay queued.
 */
export async function sendNudges(sender: NudgeSender, now: Date): Promise<number> {
  return takeNudges(sender.records, now, async (nudges) => {
    await Promise.all(nudges.map((nudge) => sendNudge(sender, nudge)));
  });
}

async function sendNudge(sender: NudgeSender, pending: PendingNudge): Promise<void> {
  const { client, taskQueue } = sender;
  const { start } = pending;
  if (start.type === 'plannedAudit') return keepSchedule(sender, start);
  await client.workflow.signalWithStart(start.type, {
    ...startOptions(start),
    taskQueue,
    signal: nudged,
    signalArgs: [pending.nudge],
  });
}

/** All but a planned audit, which its Schedule starts. */
type StartedAtOnce = Exclude<WorkflowStart, { type: 'plannedAudit' }>;

/** How a workflow is started, by nudge or by a rebuild. */
export function startOptions({ type, workflowId, ...input }: StartedAtOnce) {
  const args: [WorkflowInput] = [input];
  return {
    workflowId,
    args,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: summaryOf({ type, workflowId, ...input } as StartedAtOnce),
    typedSearchAttributes: whose(input),
  };
}

function summaryOf(start: StartedAtOnce): string {
  switch (start.type) {
    case 'audit':
      return `Audit ${start.audit}: ${start.plan.profile}`;
    case 'request':
      return `Audit ${start.audit}: ${start.agency}`;
    case 'quarterlyStatus':
      return `Status of the work plan: ${start.body}`;
    case 'urgentConcern':
      return `Urgent concern ${start.concern}`;
    case 'riskReport':
      return `Report by exception ${start.report}`;
  }
}
