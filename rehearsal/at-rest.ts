import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Records } from '../records/transaction.ts';
import { openWorkflows } from '../records/workflow-starts.ts';
import { progress } from '../workflows/messages.ts';

/**
 * Resolves when no workflow that must run is in the middle of something. A request that ends
 * signals its audit before it is gone, so only the third quiet look in a row is believed.
 */
export async function atRest(client: Client, records: Records): Promise<void> {
  let quiet = 0;
  for (let tried = 0; tried < 2_000; tried += 1) {
    quiet = (await anyActing(client, records)) ? 0 : quiet + 1;
    if (quiet === 3) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the workflows do not come to rest');
}

async function anyActing(client: Client, records: Records): Promise<boolean> {
  const told = await newestNudges(records);
  const open = await openWorkflows(records);
  const states = await Promise.all(
    open.map(({ workflowId }) => client.workflow.getHandle(workflowId).query(progress).catch(gone)),
  );
  return states.some(
    (state) =>
      state?.acting ||
      // A query may overtake a signal that the server has taken but not yet handed on.
      state?.waits.some((wait) => wait.seq < (told.get(wait.id) ?? 0)),
  );
}

/** The number of the newest event of which each wait has been told. */
async function newestNudges(records: Records): Promise<Map<string, number>> {
  const rows = await records.database.$queryRaw<{ wait: string; seq: number }[]>`
    SELECT payload->'wait'->>'id' AS wait, max((payload->'wait'->>'seq')::int)::int AS seq
    FROM "Nudge" WHERE "sentAt" IS NOT NULL GROUP BY 1`;
  return new Map(rows.map(({ wait, seq }) => [wait, seq]));
}

/** A workflow that is not there, or has ended, is at rest. */
function gone(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}
