import type { AuditContext } from '../audits/audit-context.ts';
import type { Concerned } from '../audits/audit-news.ts';
import { comersForCase, settleWithoutCase } from '../discussion/meeting-without-case.ts';
import { withdrawPair } from '../discussion/pairs.ts';
import { withdrawFeedback } from '../involvement/family-feedback.ts';
import { withdrawReturns } from '../returns/withdraw-returns.ts';
import { type Key, seal } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

/**
 * Takes a case out of the sample, replaced by another or not: what has come in about it stays on
 * record and goes no further. Returns the waits that changes, and whom to tell.
 */
export async function dropCase(
  tx: Transaction,
  context: AuditContext,
  given: {
    old: { id: string; number: number; heldAt: Date | null };
    state: 'replaced' | 'withdrawn';
    reason: string;
    key: Key;
  },
  now: Date,
): Promise<{ waits: string[]; people: Concerned }> {
  const { old, state, reason, key } = given;
  const comers = await comersForCase(tx, context, old.id, now);
  const replacedReasonSealed = seal(key, `Case.replacedReasonSealed/${old.id}`, reason);
  await tx.case.update({ where: { id: old.id }, data: { state, replacedReasonSealed } });
  const withdrawn = await withdrawReturns(tx, context, { caseId: old.id }, now);
  const waits = [
    ...withdrawn.waits,
    ...(await withdrawFeedback(tx, old.id, now)),
    ...(await withdrawPair(tx, context, old.number, now)),
    ...(await settleWithoutCase(tx, context, comers, now)),
  ];
  // No automatic email mentions a sealed child: whoever had it sees on the page that it has gone.
  return { waits, people: old.heldAt ? new Map() : withdrawn.people };
}
