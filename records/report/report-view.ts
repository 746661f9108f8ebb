import type { Profile } from '../../domain/profile.ts';
import {
  changesBetween,
  isMoreThanWording,
  type ReportChange,
} from '../../domain/report-changes.ts';
import type { Report } from '../../domain/report-model.ts';
import { type AuditContext, type AuditNamed, findContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type CheckedHit, checkedHits } from './report-check.ts';
import { circulatedReport, latestReport, reportVersion, runningReport } from './report-versions.ts';

/** The report as the business unit works on it. */
export interface ReportDesk {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  /** Whose turn it is: writing, being approved, being amended; about to be somebody's, or nobody's. */
  state: 'writing' | 'approving' | 'amending' | 'between' | 'closed';
  version: number;
  report: Report;
  /** How it differs from what those who approve it have before them; null before that. */
  changes: ReportChange[] | null;
  /** Such a change cannot be one of wording. */
  moreThanWording: boolean;
  hits: CheckedHit[];
  /** Numbers of sealed children: a text that was written before may still tell of them. */
  held: number[];
  versions: VersionLine[];
  agencies: { id: string; name: string }[];
}

export interface VersionLine {
  version: number;
  writtenAt: Date;
  /** Null: drafted from the data. */
  by: string | null;
  circulated: { changeKind: string; reason: string; at: Date } | null;
}

/** Null for another partnership's audit, as for one that has no report yet. */
export async function reportDesk(records: Records, given: AuditNamed): Promise<ReportDesk | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (!context) return null;
    const { partnershipId, auditId } = context;
    const key = await records.keyring.audit(tx, auditId);
    const latest = await latestReport(tx, key, auditId);
    if (!latest) return null;
    const { report, version } = latest;
    const known = await circulatedReport(tx, key, auditId);
    const changes = known && changesBetween(known.report, report);
    return {
      auditId,
      number: context.number,
      profile: context.profile,
      zone: context.clock.calendar.zone,
      state: await stateOf(tx, context),
      version,
      report,
      changes,
      moreThanWording: changes !== null && isMoreThanWording(changes),
      hits: await checkedHits(records, tx, { context, report }),
      held: await heldNumbers(tx, auditId),
      versions: await versionLines(records, tx, { partnershipId, auditId, key }),
      agencies: await tx.agency.findMany({
        where: { partnershipId },
        select: { id: true, name: true },
        orderBy: { name: 'asc' },
      }),
    };
  });
}

async function heldNumbers(tx: Transaction, auditId: string): Promise<number[]> {
  const cases = await tx.case.findMany({
    where: { auditId, heldAt: { not: null }, state: { in: ['drawn', 'identified'] } },
    select: { number: true },
    orderBy: { number: 'asc' },
  });
  return cases.map(({ number }) => number);
}

/** An earlier text of the report; null where there is none of that number. */
export async function oldReport(
  records: Records,
  given: { partnershipId: string; auditId: string; version: number },
): Promise<{ report: Report; number: string } | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId, version } = given;
    const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
    if (!audit) return null;
    const key = await records.keyring.audit(tx, auditId);
    const found = await reportVersion(tx, key, { auditId, version });
    return found && { report: found.report, number: audit.number };
  });
}

async function stateOf(tx: Transaction, context: AuditContext): Promise<ReportDesk['state']> {
  if (['cancelled', 'closed'].includes(context.state)) return 'closed';
  const running = await runningReport(tx, context);
  if (!running) return (await roundsToCome(tx, context)) ? 'between' : 'closed';
  if (running.stage.kind === 'write-report') return 'writing';
  const amending = { wait: running.wait, step: 'amend', outcome: null };
  return (await tx.ask.count({ where: amending })) > 0 ? 'amending' : 'approving';
}

/** One turn is over, and the clock has not yet begun the next. */
async function roundsToCome(tx: Transaction, context: AuditContext): Promise<boolean> {
  const { auditId, profile } = context;
  const over = await tx.stage.findMany({ where: { auditId, outcome: { not: null } } });
  return profile.stages.some(
    ({ key, kind }) => kind === 'approve' && !over.some((row) => row.key === key),
  );
}

async function versionLines(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; auditId: string; key: Key },
): Promise<VersionLine[]> {
  const { partnershipId, auditId, key } = given;
  const rows = await tx.reportVersion.findMany({
    where: { auditId },
    orderBy: { version: 'desc' },
    select: {
      version: true,
      writtenAt: true,
      writtenById: true,
      circulations: { orderBy: { number: 'desc' }, take: 1 },
    },
  });
  const contactIds = rows.map(({ writtenById }) => writtenById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return rows.map(({ version, writtenAt, writtenById, circulations: [sent] }) => ({
    version,
    writtenAt,
    by: writtenById && (names.get(writtenById) ?? ''),
    circulated: sent
      ? { changeKind: sent.changeKind, at: sent.circulatedAt, reason: reasonOf(key, sent) }
      : null,
  }));
}

/** What those who approve the report read about a change. */
export function reasonOf(
  key: Key,
  { id, reasonSealed }: { id: string; reasonSealed: Uint8Array | null },
): string {
  return reasonSealed ? open(key, `ReportCirculation.reasonSealed/${id}`, reasonSealed) : '';
}
