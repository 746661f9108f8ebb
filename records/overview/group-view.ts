import type { Report } from '../../domain/report-model.ts';
import { decidersOf, type StaffMember } from '../access/staff-member.ts';
import { profileOf } from '../audits/audit-context.ts';
import { circulatedReport } from '../report/report-versions.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

const newestStages = 60;

/** A report that is, or was, before a group of somebody. */
export interface GroupReport {
  number: string;
  process: string;
  group: string;
  /** Whether the group is still to decide. */
  open: boolean;
}

/** The reports before the groups of which somebody is chair or member, the newest first. */
export async function groupReports(records: Records, staff: StaffMember): Promise<GroupReport[]> {
  return transaction(records, async (tx) => (await before(tx, staff)).map(({ report }) => report));
}

/** The report before a group as its members read it; null for whoever sits in none of them. */
export async function groupReport(
  records: Records,
  staff: StaffMember,
  number: string,
): Promise<(GroupReport & { version: number; text: Report }) | null> {
  return transaction(records, async (tx) => {
    const own = (await before(tx, staff)).find(({ report }) => report.number === number);
    if (!own) return null;
    const { auditId } = own;
    const text = await circulatedReport(tx, await records.keyring.audit(tx, auditId), auditId);
    return text && { ...own.report, version: text.version, text: text.report };
  });
}

async function before(
  tx: Transaction,
  { partnershipId, groups }: StaffMember,
): Promise<{ auditId: string; report: GroupReport }[]> {
  if (groups.length === 0) return [];
  const names = new Map(groups.map(({ key, name }) => [key, name]));
  const stages = await tx.stage.findMany({
    where: { partnershipId, kind: 'approve', audit: { state: { not: 'cancelled' } } },
    orderBy: { begunAt: 'desc' },
    take: newestStages,
    select: {
      key: true,
      outcome: true,
      audit: { select: { id: true, number: true, profileVersionId: true } },
    },
  });
  const found = new Map<string, { auditId: string; report: GroupReport }>();
  for (const { key, outcome, audit } of stages) {
    const profile = await profileOf(tx, audit.profileVersionId);
    const stage = profile.stages.find((each) => each.key === key);
    const [own] = stage ? decidersOf(stage).filter((body) => names.has(body)) : [];
    if (!own || found.has(audit.number)) continue;
    const group = names.get(own) ?? '';
    const { id: auditId, number } = audit;
    const report = { number, process: profile.title, group, open: outcome === null };
    found.set(number, { auditId, report });
  }
  return [...found.values()];
}
