import { randomUUID } from 'node:crypto';
import type { StageSettings } from '../../domain/profile.ts';
import type { Report } from '../../domain/report-model.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { stageWait } from '../audits/stages.ts';
import { type Actor, appendEvent, canonical, lockChain } from '../store/events.ts';
import { digest, type Key, openJson, sealJson } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

export interface ReportText {
  id: string;
  version: number;
  report: Report;
  writtenAt: Date;
  /** Null: drafted from the data. */
  writtenById: string | null;
}

export type ReportStage = Extract<StageSettings, { kind: 'write-report' | 'approve' }>;

/** A report that can be worked on: it is being written, or a round of approval is running. */
export interface RunningReport {
  context: AuditContext;
  stage: ReportStage;
  wait: string;
}

/**
 * Holds an audit's report for the rest of the transaction, so that of two people who work on it the
 * later sees what the earlier did. It has ended when nobody is asked anything about it any more.
 */
export async function lockReport(
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<RunningReport | { refused: 'not-found' | 'ended' }> {
  const { partnershipId, auditId } = given;
  const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
  if (!audit) return { refused: 'not-found' };
  await lockChain(tx, auditId);
  const context = await auditContext(tx, auditId);
  const open = context.state === 'open' || context.state === 'paused';
  return (open && (await runningReport(tx, context))) || { refused: 'ended' };
}

/** The stage in which the report stands now; null where it is nobody's turn. */
export async function runningReport(
  tx: Transaction,
  context: AuditContext,
): Promise<RunningReport | null> {
  const { auditId, profile } = context;
  const rows = await tx.stage.findMany({
    where: { auditId, outcome: null, kind: { in: ['write-report', 'approve'] } },
    orderBy: { begunAt: 'desc' },
  });
  for (const { key } of rows) {
    const stage = profile.stages.find((each) => each.key === key) as ReportStage | undefined;
    const wait = stageWait(context, key);
    if (stage && (await tx.ask.count({ where: { wait, outcome: null } })) > 0) {
      return { context, stage, wait };
    }
  }
  return null;
}

export async function latestReport(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<ReportText | null> {
  const row = await tx.reportVersion.findFirst({
    where: { auditId },
    orderBy: { version: 'desc' },
  });
  return row && opened(key, row);
}

export async function reportVersion(
  tx: Transaction,
  key: Key,
  given: { auditId: string; version: number },
): Promise<ReportText | null> {
  const row = await tx.reportVersion.findUnique({ where: { auditId_version: given } });
  return row && opened(key, row);
}

/** The text that left the business unit last, and how often one did; null before the first. */
export async function circulatedReport(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<(ReportText & { circulation: number }) | null> {
  const row = await tx.reportCirculation.findFirst({
    where: { auditId },
    orderBy: { number: 'desc' },
    include: { reportVersion: true },
  });
  return row && { ...opened(key, row.reportVersion), circulation: row.number };
}

/** Keeps a text as the next version; earlier ones are never changed. */
export async function writeVersion(
  tx: Transaction,
  key: Key,
  given: { context: AuditContext; version: number; report: Report },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { context, version, report } = given;
  const { auditId, partnershipId } = context;
  const id = randomUUID();
  await tx.reportVersion.create({
    data: {
      id,
      partnershipId,
      auditId,
      version,
      bodySealed: sealJson(key, `ReportVersion.bodySealed/${id}`, report),
      writtenAt: now,
      writtenById: by.contactId,
    },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: by.contactId ? 'report.saved' : 'report.drafted',
    ids: { version },
    digests: { report: digest(key, canonical(report)) },
    by,
    now,
  });
}

function opened(
  key: Key,
  row: Omit<ReportText, 'report'> & { bodySealed: Uint8Array },
): ReportText {
  const { id, version, bodySealed, writtenAt, writtenById } = row;
  const report = openJson<Report>(key, `ReportVersion.bodySealed/${id}`, bodySealed);
  return { id, version, report, writtenAt, writtenById };
}
