import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { changesBetween } from '../../domain/report-changes.ts';
import { applyEdit, type ReportEdit } from '../../domain/report-edit.ts';
import { mergeReports, type ReportConflict } from '../../domain/report-merge.ts';
import type { Report } from '../../domain/report-model.ts';
import { reportProblems } from '../../domain/report-problems.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { keepRecommendations } from '../discussion/report-recommendations.ts';
import type { Actor } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { latestReport, lockReport, reportVersion, writeVersion } from './report-versions.ts';

export type ReportSaved =
  /** `merged`: somebody had saved other parts in between, and both stand. */
  | { kind: 'saved'; version: number; merged: boolean }
  | { kind: 'unchanged'; version: number }
  /** Somebody saved other words for the same part; nothing was saved. `report` holds what both wrote elsewhere. */
  | {
      kind: 'conflict';
      version: number;
      savedById: string | null;
      report: Report;
      conflicts: ReportConflict[];
    }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * Saves what was typed into the version `seen` as a new version. What somebody else has saved since
 * then stays: two people lose nothing of what they wrote.
 */
export async function saveReport(
  records: Records,
  input: { partnershipId: string; auditId: string; seen: number; edit: ReportEdit },
  by: Actor,
  now: Date,
): Promise<ReportSaved> {
  return transaction(records, async (tx) => {
    const { auditId } = input;
    const found = await lockReport(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const { context } = found;
    const key = await records.keyring.audit(tx, auditId);
    const latest = await latestReport(tx, key, auditId);
    const base = await reportVersion(tx, key, { auditId, version: input.seen });
    if (!latest || !base) return { kind: 'not-found' };

    const agencies = await agenciesOf(tx, context);
    const mine = applyEdit(base.report, input.edit, (id) => agencies.get(id) ?? '');
    const problems = reportProblems(changesBetween(base.report, mine), {
      discussion: await discussionDate(tx, context),
      agencies: [...agencies.keys()],
    });
    if (problems.length > 0) return { kind: 'refused', problems };

    const { report, conflicts } = mergeReports(base.report, latest.report, mine);
    if (conflicts.length > 0) {
      const { version, writtenById: savedById } = latest;
      return { kind: 'conflict', version, savedById, report, conflicts };
    }
    if (changesBetween(latest.report, report).length === 0) {
      return { kind: 'unchanged', version: latest.version };
    }
    const kept = await keepRecommendations(tx, key, { context, report }, { by, now });
    const version = latest.version + 1;
    await writeVersion(tx, key, { context, version, report: kept }, { by, now });
    return { kind: 'saved', version, merged: latest.version !== base.version };
  });
}

async function agenciesOf(
  tx: Transaction,
  { partnershipId }: AuditContext,
): Promise<Map<string, string>> {
  const rows = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** What is recommended is due after it; without a discussion, after the audit's start. */
async function discussionDate(tx: Transaction, context: AuditContext): Promise<string> {
  const { auditId, clock, profile } = context;
  const stage = stageOfKind(profile, 'discuss');
  const meeting = stage
    ? await tx.meeting.findUnique({
        where: { auditId_stageKey: { auditId, stageKey: stage.key } },
      })
    : null;
  if (meeting) return meeting.date;
  const { startedAt } = await tx.audit.findUniqueOrThrow({ where: { id: auditId } });
  return dateOf(startedAt, clock.calendar.zone);
}
