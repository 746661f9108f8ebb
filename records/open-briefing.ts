import { type AuditContext, auditContext } from './audit-context.ts';
import { lockAudit } from './audit-waits.ts';
import type { Transaction } from './transaction.ts';

/** A briefing that is still to be published. */
export interface OpenBriefing {
  context: AuditContext;
  ask: { id: string; wait: string };
}

/** Holds an audit's briefing for the rest of the transaction; it has ended once it is published. */
export async function lockBriefing(
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<OpenBriefing | { refused: 'not-found' | 'ended' }> {
  const { partnershipId, auditId } = given;
  const audit = await tx.audit.findFirst({
    where: { id: auditId, partnershipId },
    select: { id: true },
  });
  if (!audit) return { refused: 'not-found' };
  await lockAudit(tx, auditId);
  const ask = await tx.ask.findFirst({ where: { auditId, step: 'publish' } });
  if (!ask) return { refused: 'not-found' };
  const context = await auditContext(tx, auditId);
  return ask.outcome === null ? { context, ask } : { refused: 'ended' };
}
