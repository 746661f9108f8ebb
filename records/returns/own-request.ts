import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import type { Actor } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { lockRequest } from './own-return.ts';

/** A request with the ask by which somebody answers for it now. */
export interface OwnRequest {
  id: string;
  stageKey: string;
  outcome: string | null;
  responsibleId: string;
  party: string;
  serviceId: string | null;
  agency: { id: string; key: string; name: string; mailDomains: unknown };
  ask: { id: string; key: string; contactId: string; dueDate: string; firstDueDate: string };
  context: AuditContext;
}

/**
 * Holds the request behind an open ask for the rest of the transaction, for the person asked or
 * the business unit on their behalf. Null for everybody else, as for a random id.
 */
export async function lockOwnRequest(
  tx: Transaction,
  given: { partnershipId: string; askId: string },
  by: Actor,
): Promise<OwnRequest | 'ended' | null> {
  const where = { id: given.askId, partnershipId: given.partnershipId, step: 'returns' };
  const first = await tx.ask.findFirst({ where });
  if (!first?.requestId || !first.auditId) return null;
  if (!by.onBehalf && first.contactId !== by.contactId) return null;
  await lockRequest(tx, first.requestId);
  const ask = await tx.ask.findUniqueOrThrow({ where: { id: first.id } });
  const context = await auditContext(tx, first.auditId);
  if (ask.outcome !== null || context.state === 'cancelled') return 'ended';
  const request = await tx.request.findUniqueOrThrow({
    where: { id: first.requestId },
    include: { agency: { select: { id: true, key: true, name: true, mailDomains: true } } },
  });
  return { ...request, ask, context };
}
