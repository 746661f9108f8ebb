import type { AuditContext } from '../audits/audit-context.ts';
import type { Actor } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type ActionReviewed, lockAction, type OfAction, settleAction } from './changed-action.ts';
import { expectUpdates } from './expect-updates.ts';
import { settleWorkPlan } from './work-plan.ts';

/** An action that nobody is to see to any more, with the reason; its agency is not asked about it. */
export async function withdrawAction(
  records: Records,
  input: OfAction & { reason: string },
  by: Actor,
  now: Date,
): Promise<ActionReviewed> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const found = await lockAction(tx, input);
    if ('kind' in found) return found;
    const { context, action } = found;
    const { auditId, partnershipId } = context;
    if (action.state === 'complete' || action.state === 'withdrawn') return { kind: 'ended' };
    if (reason === '') return { kind: 'no-reason' };
    await tx.action.update({ where: { id: action.id }, data: { state: 'withdrawn' } });
    await expectUpdates(tx, context, now);
    const key = await records.keyring.audit(tx, auditId);
    const ids = { action: action.id, number: action.number, agency: action.ownerAgencyId };
    const digests = { reason: digest(key, reason) };
    const event = { kind: 'action.withdrawn', ids, digests };
    const seq = await settleAction(tx, { ...found, event }, { by, now });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    await settleWorkPlan(tx, { partnershipId, bodyId: action.bodyId }, now);
    return { kind: 'done' };
  });
}

/** The audit was cancelled: what is open of its actions is nobody's any more. */
export async function withdrawActions(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  now: Date,
): Promise<void> {
  const open = await tx.action.findMany({
    where: { auditId, state: { notIn: ['complete', 'withdrawn'] } },
  });
  if (open.length === 0) return;
  await tx.action.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { state: 'withdrawn' },
  });
  const bodies = new Set(open.map(({ bodyId }) => bodyId));
  for (const bodyId of bodies) await settleWorkPlan(tx, { partnershipId, bodyId }, now);
}
