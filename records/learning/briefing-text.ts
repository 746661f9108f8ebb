import { briefingReport } from '../../domain/briefing.ts';
import type { Report } from '../../domain/report-model.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { briefingOf } from '../discussion/good-practice.ts';
import { type Key, openJson } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

export interface BriefingText {
  id: string;
  version: number;
  /** One text for each point of the profile, in its order. */
  points: string[];
  writtenAt: Date;
  /** Null: drafted from the report. */
  writtenById: string | null;
}

export async function latestBriefing(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<BriefingText | null> {
  const row = await tx.briefing.findFirst({ where: { auditId }, orderBy: { version: 'desc' } });
  if (!row) return null;
  const { id, version, pointsSealed, writtenAt, writtenById } = row;
  const points = openJson<string[]>(key, `Briefing.pointsSealed/${id}`, pointsSealed);
  return { id, version, points, writtenAt, writtenById };
}

/** The briefing in the form in which it is checked and written to files. */
export async function reportOf(
  tx: Transaction,
  context: AuditContext,
  { points }: Pick<BriefingText, 'points'>,
): Promise<Report> {
  const { name } = await tx.partnership.findUniqueOrThrow({
    where: { id: context.partnershipId },
    select: { name: true },
  });
  return briefingReport(briefingOf(context), points, name);
}
