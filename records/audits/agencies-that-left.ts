import type { Transaction } from '../store/transaction.ts';

/**
 * The agencies, by id, that were withdrawn from an audit and have not joined it again: everything
 * that they were asked about the children is withdrawn. Where an agency was asked about none, it is
 * whom it named to audit that says so.
 */
export async function agenciesThatLeft(tx: Transaction, auditId: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ agencyId: string }[]>`
    SELECT "agencyId" FROM (
      SELECT "agencyId", state <> 'withdrawn' AS stays
      FROM "Involvement" WHERE "auditId" = ${auditId}
      UNION ALL
      SELECT m."agencyId", m."withdrawnAt" IS NULL AND NOT EXISTS (
        SELECT 1 FROM "Involvement" i
        WHERE i."auditId" = m."auditId" AND i."agencyId" = m."agencyId")
      FROM "TeamMember" m WHERE m."auditId" = ${auditId}
    ) each
    GROUP BY "agencyId" HAVING NOT bool_or(stays)`;
  return new Set(rows.map(({ agencyId }) => agencyId));
}
