import type { Wait } from '../../domain/waits.ts';
import { type Records, transaction } from './transaction.ts';
import { startOf, type WorkflowStart } from './workflow-starts.ts';

/** A nudge that waits to be sent, with what its workflow is started with if it does not run. */
export interface PendingNudge {
  start: WorkflowStart;
  nudge: { word: string; subject: string | null; wait: Wait };
}

/**
 * Gives the nudges that are still to be sent to `send` and marks them sent when it succeeds; rows
 * that another process is sending are left to it. Of several nudges for one wait the newest tells
 * all, so only that one is given. Returns how many rows were done.
 */
export async function takeNudges(
  records: Records,
  now: Date,
  send: (nudges: PendingNudge[]) => Promise<void>,
): Promise<number> {
  return transaction(records, async (tx) => {
    const rows = await tx.$queryRaw<NudgeRow[]>`
      SELECT id, "workflowId", payload FROM "Nudge"
      WHERE "sentAt" IS NULL ORDER BY "queuedAt", id LIMIT 200 FOR UPDATE SKIP LOCKED`;
    if (rows.length === 0) return 0;
    const newest = new Map<string, NudgeRow>();
    for (const row of rows) {
      const known = newest.get(row.payload.wait.id);
      if (!known || known.payload.wait.seq <= row.payload.wait.seq) {
        newest.set(row.payload.wait.id, row);
      }
    }
    const nudges: PendingNudge[] = [];
    for (const { workflowId, payload } of newest.values()) {
      nudges.push({ start: await startOf(tx, workflowId), nudge: payload });
    }
    await send(nudges);
    await tx.nudge.updateMany({
      where: { id: { in: rows.map((row) => row.id) } },
      data: { sentAt: now },
    });
    return rows.length;
  });
}

export async function pendingNudges(records: Records): Promise<number> {
  return records.database.nudge.count({ where: { sentAt: null } });
}

interface NudgeRow {
  id: string;
  workflowId: string;
  payload: PendingNudge['nudge'];
}
