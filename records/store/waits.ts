import { type Wait, workflowOf, workflowTypeOf } from '../../domain/waits.ts';
import type { Transaction } from './transaction.ts';

/**
 * How a wait stands now; `seq` counts in the chain of its audit, or of the partnership where it
 * belongs to none. Inside a transaction that has appended its event, this sees every answer that was
 * given before, so of two people who answer at the same moment the later sees both.
 */
export async function viewOf(
  tx: Transaction,
  wait: string,
  given: { auditId: string | null; seq: number; now: Date },
): Promise<Wait> {
  const rows = await tx.$queryRaw<WaitRow[]>`
    SELECT
      (SELECT count(*)::int FROM "Ask" WHERE wait = ${wait} AND outcome IS NULL)
        + (SELECT count(*)::int FROM "Request" WHERE wait = ${wait} AND outcome IS NULL) AS open,
      (SELECT count(*)::int FROM "Ask"
        WHERE wait = ${wait} AND outcome IS NULL AND "dueAt" < ${given.now}) AS overdue,
      (SELECT min("nextAt") FROM "Ask" WHERE wait = ${wait} AND outcome IS NULL) AS "wakesAt",
      (SELECT min("dueAt") FROM "Ask" WHERE wait = ${wait} AND outcome IS NULL) AS "dueAt",
      (SELECT json_build_object('in', count(*) FILTER (WHERE r.state IN ('submitted', 'accepted', 'nil')),
          'of', count(*))
        FROM "Return" r JOIN "Case" c ON c.id = r."caseId" AND c."heldAt" IS NULL
        WHERE r.state <> 'withdrawn' AND r."requestId" IN (
          SELECT "requestId" FROM "Ask"
          WHERE wait = ${wait} AND step IN ('returns', 'allocated', 'check', 'revise'))) AS returns,
      (SELECT json_build_object('in', count(*) FILTER (WHERE outcome IS NOT NULL), 'of', count(*))
        FROM "Request" WHERE wait = ${wait} AND outcome IS DISTINCT FROM 'withdrawn') AS requests,
      CASE WHEN ${given.auditId}::text IS NULL THEN 'open'
        ELSE (SELECT state FROM "Audit" WHERE id = ${given.auditId}) END AS audit`;
  const row = rows[0];
  if (!row?.audit) throw new Error(`there is no audit to which the wait ${wait} belongs`);
  const ended = row.audit === 'cancelled' || row.audit === 'closed';
  return {
    id: wait,
    seq: given.seq,
    open: ended ? 0 : row.open,
    returned: [row.returns, row.requests].find((each) => each.of > 0) ?? null,
    wakesAt: row.audit === 'open' ? (row.wakesAt?.toISOString() ?? null) : null,
    dueAt: row.dueAt?.toISOString() ?? null,
    overdue: row.overdue,
    audit: row.audit,
  };
}

interface WaitRow {
  returns: { in: number; of: number };
  requests: { in: number; of: number };
  open: number;
  overdue: number;
  wakesAt: Date | null;
  dueAt: Date | null;
  audit: Wait['audit'] | null;
}

/** Tells the waiting workflow how its wait stands now, by signal, after the commit. */
export async function queueNudge(
  tx: Transaction,
  nudge: { partnershipId: string; word: NudgeWord; subject?: string; wait: Wait; now: Date },
): Promise<void> {
  const workflowId = workflowOf(nudge.wait.id);
  await tx.nudge.create({
    data: {
      partnershipId: nudge.partnershipId,
      workflowType: workflowTypeOf(workflowId),
      workflowId,
      word: nudge.word,
      payload: { word: nudge.word, subject: nudge.subject ?? null, wait: { ...nudge.wait } },
      queuedAt: nudge.now,
    },
  });
}

/** What happened, as operators read it in the Temporal UI. */
export type NudgeWord =
  | 'audit-started'
  | 'answered'
  | 'asked'
  | 'sent-back'
  | 'accepted'
  | 'date-moved'
  | 'brought-forward'
  | 'agency-joined'
  | 'case-withdrawn'
  | 'agency-withdrawn'
  | 'subject-withdrawn'
  | 'case-sealed'
  | 'case-unsealed'
  | 'request-ended'
  | 'actions-adopted'
  | 'nothing-open'
  | 'concern-raised'
  | 'acknowledged'
  | 'assured'
  | 'refused'
  | 'reopened'
  | 'closed'
  | 'audit-planned'
  | 'paused'
  | 'resumed'
  | 'cancelled';
