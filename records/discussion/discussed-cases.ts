import { stageOfKind } from '../../domain/profile.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';

/**
 * The children whom the discussion is about, where the process limits it to those chosen for the deep
 * dive; null where it is about all. The pack and who is invited follow from it.
 */
export async function discussedCases(
  tx: Transaction,
  { auditId, profile }: Pick<AuditContext, 'auditId' | 'profile'>,
): Promise<string[] | null> {
  if (stageOfKind(profile, 'discuss')?.cases !== 'chosen') return null;
  const rows = await tx.deepDive.findMany({
    where: { auditId, supersededAt: null },
    select: { caseId: true },
  });
  return rows.map(({ caseId }) => caseId);
}

/** The same as a condition on rows that belong to a case. */
export async function discussedOnly(
  tx: Transaction,
  context: Pick<AuditContext, 'auditId' | 'profile'>,
): Promise<{ caseId?: { in: string[] } }> {
  const cases = await discussedCases(tx, context);
  return cases ? { caseId: { in: cases } } : {};
}

/** The cases that the discussion is about now, in their order; none that is sealed or was replaced. */
export async function casesDiscussed(
  tx: Transaction,
  context: Pick<AuditContext, 'auditId' | 'profile'>,
  also: Prisma.CaseWhereInput = {},
): Promise<{ id: string; number: number }[]> {
  const { caseId } = await discussedOnly(tx, context);
  return tx.case.findMany({
    where: {
      auditId: context.auditId,
      subject: 'child',
      heldAt: null,
      state: { in: ['drawn', 'identified'] },
      ...(caseId ? { id: caseId } : {}),
      ...also,
    },
    select: { id: true, number: true },
    orderBy: { number: 'asc' },
  });
}
