import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { workflowOf } from '../domain/waits.ts';
import type { Records } from '../records/store/transaction.ts';
import { progress } from '../workflows/messages.ts';

/** Knows of each workflow how its rows stood when it was last seen at rest. */
export interface RestWatch {
  /**
   * Resolves when no workflow is in the middle of something. Looks only at those that something has
   * happened to since they were last at rest: a workflow that was not told anything, and for which
   * nothing was due, cannot have moved. `all` looks at every one, after a rebuild say.
   */
  atRest(now: Date, which: 'touched' | 'all'): Promise<void>;
}

const longestMs = 60_000;

function shortly(ms = 1): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function restWatch(
  client: Client,
  records: Records,
  worker: { busy(): boolean },
): RestWatch {
  const seen = new Map<string, string>();
  return {
    async atRest(now, which) {
      if (which === 'all') seen.clear();
      const deadline = performance.now() + longestMs;
      // A request that ends signals its audit before it is gone: before workflows are terminated,
      // only the third quiet look in a row is believed.
      const wanted = which === 'all' ? 3 : 1;
      for (let quiet = 0; quiet < wanted; ) {
        // Asking each workflow costs the worker as much as a step of it: not while it is at work.
        while (worker.busy() && performance.now() < deadline) await shortly();
        quiet = (await anyMoving(client, records, { seen, now })) ? 0 : quiet + 1;
        if (performance.now() > deadline) throw new Error('the workflows do not come to rest');
        if (quiet === wanted) return;
        if (which === 'all') seen.clear();
        await shortly(which === 'all' ? 5 : 1);
      }
    },
  };
}

async function anyMoving(
  client: Client,
  records: Records,
  { seen, now }: { seen: Map<string, string>; now: Date },
): Promise<boolean> {
  const { open, told, due } = await asRowsStand(records);
  const stands = (id: string): string =>
    JSON.stringify([
      told.filter(({ wait }) => workflowOf(wait) === id).map(({ count }) => count),
      due.get(id) ?? null,
    ]);
  if ([...due.values()].some((at) => at <= now)) return true;
  // One whose row has ended may still be about to end itself.
  const ids = [...new Set([...open, ...seen.keys()])].filter((id) => seen.get(id) !== stands(id));
  const moving = await Promise.all(
    ids.map(async (id) => {
      const before = stands(id);
      const state = await client.workflow.getHandle(id).query(progress).catch(gone);
      const rests =
        state === null ||
        (!state.acting &&
          // Before its first step it has learnt nothing; a query may also overtake a signal.
          (state.waits.length > 0 || !open.includes(id)) &&
          state.waits.every(({ id: wait, seq }) => seq >= newestOf(told, wait)));
      if (rests && open.includes(id)) seen.set(id, before);
      if (rests && !open.includes(id)) seen.delete(id);
      return !rests;
    }),
  );
  return moving.includes(true);
}

interface Told {
  wait: string;
  /** The number of the newest event of which the wait has been told. */
  seq: number;
  count: number;
}

interface AsRowsStand {
  /** The workflows that must run. */
  open: string[];
  told: Told[];
  /** When each workflow has something to do by the clock. */
  due: Map<string, Date>;
}

/** In one query, for it is asked again and again while workflows move. */
async function asRowsStand({ database }: Records): Promise<AsRowsStand> {
  const rows = await database.$queryRaw<
    { what: 'open' | 'told' | 'due'; id: string; seq: number; count: number; at: Date | null }[]
  >`
    SELECT 'told' AS what, payload->'wait'->>'id' AS id, max((payload->'wait'->>'seq')::int)::int AS seq,
      count(*)::int AS count, NULL::timestamptz AS at
    FROM "Nudge" WHERE "sentAt" IS NOT NULL GROUP BY 2
    UNION ALL
    SELECT 'due', split_part(k.wait, '#', 1), 0, 0, min(k."nextAt")
    FROM "Ask" k LEFT JOIN "Audit" a ON a.id = k."auditId"
    WHERE k.outcome IS NULL AND k."nextAt" IS NOT NULL AND (a.id IS NULL OR a.state = 'open')
    GROUP BY 2
    UNION ALL
    SELECT 'due', 'status/' || p."partnershipId" || '/' || b.key, 0, 0, p."statusAt"
    FROM "WorkPlan" p JOIN "Body" b ON b.id = p."bodyId"
    WHERE p."statusAt" IS NOT NULL AND p."endedAt" IS NULL
    UNION ALL
    SELECT 'open', 'audit/' || "partnershipId" || '/' || number, 0, 0, NULL
    FROM "Audit" WHERE state IN ('open', 'paused')
    UNION ALL
    SELECT 'open', 'request/' || a."partnershipId" || '/' || a.number || '/' || g.key, 0, 0, NULL
    FROM "Request" r JOIN "Audit" a ON a.id = r."auditId" JOIN "Agency" g ON g.id = r."agencyId"
    WHERE r.outcome IS NULL AND a.state IN ('open', 'paused')
    UNION ALL
    SELECT 'open', 'status/' || p."partnershipId" || '/' || b.key, 0, 0, NULL
    FROM "WorkPlan" p JOIN "Body" b ON b.id = p."bodyId" WHERE p."endedAt" IS NULL
    UNION ALL
    SELECT 'open', 'urgent-concern/' || "partnershipId" || '/' || number, 0, 0, NULL
    FROM "UrgentConcern" WHERE state <> 'closed'
    UNION ALL
    SELECT 'due', 'planned/' || e."partnershipId" || '/' || p.name || '/' || e.key, 0, 0, e."nextAt"
    FROM "PlannedAudit" e JOIN "Programme" p ON p.id = e."programmeId"
    WHERE e.state IN ('planned', 'offered') AND e."nextAt" IS NOT NULL`;
  return {
    open: rows.flatMap(({ what, id }) => (what === 'open' ? [id] : [])),
    told: rows
      .flatMap(({ what, id: wait, seq, count }) => (what === 'told' ? [{ wait, seq, count }] : []))
      .sort((a, b) => (a.wait < b.wait ? -1 : 1)),
    due: new Map(rows.flatMap(({ what, id, at }) => (what === 'due' && at ? [[id, at]] : []))),
  };
}

function newestOf(told: Told[], wait: string): number {
  return told.find((each) => each.wait === wait)?.seq ?? 0;
}

/** A workflow that is not there, or has ended, is at rest. */
function gone(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}
