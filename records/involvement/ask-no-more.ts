import { settleAsk } from '../asks/asks.ts';
import { gatheringSteps } from '../asks/settle-request.ts';
import { lockAudit } from '../audits/audit-waits.ts';
import type { Transaction } from '../store/transaction.ts';

/** Holds the audit, and each request about the child against whoever submits at this moment. */
export async function lockCase(tx: Transaction, input: { partnershipId: string; caseId: string }) {
  const { partnershipId, caseId } = input;
  const where = { id: caseId, partnershipId };
  const found = await tx.case.findFirst({ where, select: { auditId: true } });
  if (!found) return null;
  await lockAudit(tx, found.auditId);
  await tx.$queryRaw`
    SELECT 1 FROM "Request" WHERE id IN (SELECT "requestId" FROM "Return" WHERE "caseId" = ${caseId})
    ORDER BY id FOR NO KEY UPDATE`;
  return tx.case.findUniqueOrThrow({ where: { id: caseId } });
}

/**
 * Ends every ask that is about this child, or about nothing else any more; returns their waits. Call it
 * once the child is sealed or out of the sample.
 */
export async function askNoMore(
  tx: Transaction,
  { auditId }: { auditId: string },
  caseId: string,
  now: Date,
): Promise<string[]> {
  const asks = [
    ...(await asksAboutReturns(tx, caseId)),
    ...(await asksAboutInvolvement(tx, auditId)),
    ...(await asksForNames(tx, auditId)),
  ];
  for (const { id } of asks) await settleAsk(tx, id, 'withdrawn', now);
  return [...new Set(asks.map(({ wait }) => wait))];
}

interface EndedAsk {
  id: string;
  wait: string;
}

const told = { id: true, wait: true } as const;

async function asksAboutReturns(tx: Transaction, caseId: string): Promise<EndedAsk[]> {
  const returns = await tx.return.findMany({ where: { caseId }, select: { requestId: true } });
  const own = await tx.ask.findMany({ where: { return: { caseId }, outcome: null }, select: told });
  const requestIds = [...new Set(returns.map(({ requestId }) => requestId))];
  const idle = await tx.request.findMany({
    where: {
      id: { in: requestIds },
      returns: { none: { state: 'asked', case: { heldAt: null } } },
    },
    select: { id: true },
  });
  const asks = await tx.ask.findMany({
    where: {
      requestId: { in: idle.map(({ id }) => id) },
      step: { in: gatheringSteps },
      outcome: null,
      OR: [{ returnId: null }, { return: { caseId: { not: caseId } } }],
    },
    select: told,
  });
  return [...own, ...asks];
}

/** Of agencies that have answered, or need not answer, about every other child. */
async function asksAboutInvolvement(tx: Transaction, auditId: string): Promise<EndedAsk[]> {
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'involvement', outcome: null },
    select: { ...told, agencyId: true },
  });
  const asked = await tx.involvement.findMany({
    where: {
      auditId,
      state: 'asked',
      case: { state: { in: ['drawn', 'identified'] }, heldAt: null },
    },
    select: { agencyId: true },
    distinct: ['agencyId'],
  });
  return asks.filter((ask) => !asked.some(({ agencyId }) => agencyId === ask.agencyId));
}

async function asksForNames(tx: Transaction, auditId: string): Promise<EndedAsk[]> {
  const unnamed = await tx.case.count({ where: { auditId, state: 'drawn', heldAt: null } });
  if (unnamed > 0) return [];
  return tx.ask.findMany({ where: { auditId, step: 'identities', outcome: null }, select: told });
}
