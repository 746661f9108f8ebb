import type { Client } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { type PendingNudge, takeNudges } from '../records/nudges.ts';
import type { Records } from '../records/transaction.ts';
import type { WorkflowStart } from '../records/workflow-starts.ts';
import { nudged, type WorkflowInput } from '../workflows/messages.ts';
import { whose } from '../workflows/search-attributes.ts';

export interface NudgeSender {
  records: Records;
  client: Client;
  taskQueue: string;
}

/**
 * Sends what is left of the nudges, each by signal-with-start: that also starts an audit, and brings
 * back a workflow that was lost. Throws when Temporal cannot be reached; the nudges then stay queued.
 */
export async function sendNudges(sender: NudgeSender, now: Date): Promise<number> {
  return takeNudges(sender.records, now, async (nudges) => {
    await Promise.all(nudges.map((nudge) => sendNudge(sender, nudge)));
  });
}

async function sendNudge({ client, taskQueue }: NudgeSender, pending: PendingNudge): Promise<void> {
  await client.workflow.signalWithStart(pending.start.type, {
    ...startOptions(pending.start),
    taskQueue,
    signal: nudged,
    signalArgs: [pending.nudge],
  });
}

/** How a workflow is started, by nudge or by a rebuild. */
export function startOptions({ type, workflowId, ...input }: WorkflowStart) {
  const args: [WorkflowInput] = [input];
  return {
    workflowId,
    args,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: summaryOf({ type, workflowId, ...input } as WorkflowStart),
    typedSearchAttributes: whose(input),
  };
}

function summaryOf(start: WorkflowStart): string {
  switch (start.type) {
    case 'audit':
      return `Audit ${start.audit}: ${start.plan.profile}`;
    case 'request':
      return `Audit ${start.audit}: ${start.agency}`;
    case 'quarterlyStatus':
      return `Status of the work plan: ${start.body}`;
    case 'urgentConcern':
      return `Urgent concern ${start.concern}`;
    case 'plannedAudit':
      return `Planned audit: ${start.programme}, ${start.entry}`;
    case 'riskReport':
      return `Report by exception ${start.report}`;
  }
}
