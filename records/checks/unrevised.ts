import { randomUUID } from 'node:crypto';
import type { ClosedAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { appendEvent, theClock } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';

/** The changes asked for never came: the last version stands, and the record says that it was so. */
export async function closeRevision(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  if (!ask.returnId) return;
  const { count } = await tx.return.updateMany({
    where: { id: ask.returnId, state: 'sent-back' },
    data: { state: 'accepted' },
  });
  if (count === 0) return;
  const found = await tx.return.findUniqueOrThrow({
    where: { id: ask.returnId },
    include: { request: { select: { agency: { select: { key: true } } } } },
  });
  const { partnershipId, auditId } = context;
  const { id: returnId, version, caseId } = found;
  await tx.qualityCheck.create({
    data: {
      id: randomUUID(),
      partnershipId,
      auditId,
      returnId,
      version,
      outcome: 'stands-unrevised',
      checkedById: null,
      checkedAt: now,
    },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'return.stands-unrevised',
    ids: { return: returnId, case: caseId, version, agency: found.request.agency.key },
    by: theClock,
    now,
  });
}
