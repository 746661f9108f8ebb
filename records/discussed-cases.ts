import { stageOfKind } from '../domain/profile.ts';
import type { AuditContext } from './audit-context.ts';
import type { Transaction } from './transaction.ts';

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
