import type { Wait } from '../../domain/waits.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { lockAudit } from './audit-waits.ts';
import { type AuditRef, beginStage, currentView, type StageRef, stageWait } from './stages.ts';

/**
 * What an audit's workflow does to it while it runs. A workflow hears of a cancellation only after
 * the commit: until then its next step may be on its way, and must find the audit ended.
 */
export async function whileAuditRuns(
  tx: Transaction,
  ref: AuditRef,
  work: (context: AuditContext) => Promise<void>,
): Promise<AuditContext> {
  const { id } = await tx.audit.findUniqueOrThrow({
    where: { partnershipId_number: { partnershipId: ref.partnership, number: ref.audit } },
    select: { id: true },
  });
  await lockAudit(tx, id);
  const context = await auditContext(tx, id);
  if (context.state === 'open' || context.state === 'paused') await work(context);
  return context;
}

/** Begins a stage, does what it begins with, and says how the stage's own wait stands. */
export async function inStage(
  records: Records,
  ref: StageRef,
  now: Date,
  work: (tx: Transaction, context: AuditContext) => Promise<void>,
): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await whileAuditRuns(tx, ref, async (running) => {
      await beginStage(tx, running, ref, now);
      await work(tx, running);
    });
    return currentView(tx, context, stageWait(context, ref.stage), now);
  });
}
