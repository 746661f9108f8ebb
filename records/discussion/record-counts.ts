import type { Transaction } from '../store/transaction.ts';

/** How much of a discussion's record is written. */
export interface RecordCounts {
  findings: number;
  recommendations: number;
  initialFindings: number;
  questions: { put: number; answered: number };
  /** Whether the report has been drafted from it. */
  hasReport: boolean;
}

/**
 * Counts as `findingsOf`, `recommendationsOf`, `initialFindingsOf` and `agencyQuestionsOf` read: nothing
 * of a sealed child is in it. One query, where each of them would be one.
 */
export async function recordCounts(tx: Transaction, auditId: string): Promise<RecordCounts> {
  const rows = await tx.$queryRaw<RecordCounts[]>`
    WITH held AS (SELECT id FROM "Case" WHERE "auditId" = ${auditId} AND "heldAt" IS NOT NULL)
    SELECT
      (SELECT count(*)::int FROM "Finding" WHERE "auditId" = ${auditId}
        AND "supersededAt" IS NULL
        AND ("caseId" IS NULL OR "caseId" NOT IN (SELECT id FROM held))) AS findings,
      (SELECT count(*)::int FROM "Recommendation" WHERE "auditId" = ${auditId}
        AND "withdrawnAt" IS NULL) AS recommendations,
      (SELECT count(*)::int FROM "InitialFinding" WHERE "auditId" = ${auditId}
        AND "withdrawnAt" IS NULL) AS "initialFindings",
      (SELECT json_build_object('put', count(*), 'answered', count("answerSealed"))
        FROM "AgencyQuestion" WHERE "auditId" = ${auditId} AND "withdrawnAt" IS NULL
        AND ("caseId" IS NULL OR "caseId" NOT IN (SELECT id FROM held))) AS questions,
      EXISTS (SELECT 1 FROM "ReportVersion" WHERE "auditId" = ${auditId}) AS "hasReport"`;
  const [row] = rows;
  if (!row) throw new Error(`nothing could be counted of the audit ${auditId}`);
  return row;
}
