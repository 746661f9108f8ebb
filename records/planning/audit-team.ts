import { independenceClash, type NamedWorkers } from '../../domain/independence.ts';
import type { Tool } from '../../domain/tool.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { personOf } from '../directory/directory.ts';
import type { InvolvementDetail } from '../involvement/answer-involvement.ts';
import { type Key, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** Somebody whom their agency named to audit. */
export interface TeamMember {
  contactId: string;
  agencyId: string;
  newToAuditing: boolean;
}

/** The audit team as it is now, agency by agency: whoever took over from somebody who left is of it. */
export async function teamOf(tx: Transaction, auditId: string): Promise<TeamMember[]> {
  const named = await tx.teamMember.findMany({
    where: { auditId, withdrawnAt: null },
    orderBy: [{ agencyId: 'asc' }, { position: 'asc' }],
    select: { contactId: true, agencyId: true, newToAuditing: true },
  });
  return whoIsThere(tx, named);
}

async function whoIsThere(tx: Transaction, team: TeamMember[]): Promise<TeamMember[]> {
  const gone = await tx.contact.findMany({
    where: { id: { in: team.map(({ contactId }) => contactId) }, leftAt: { not: null } },
    select: { id: true, replacedById: true },
  });
  if (gone.length === 0) return team;
  const instead = new Map(gone.map(({ id, replacedById }) => [id, replacedById]));
  const there = team.flatMap((member) => {
    const to = instead.get(member.contactId);
    if (to === undefined) return member;
    return to === null ? [] : { ...member, contactId: to, newToAuditing: false };
  });
  const each = new Map(there.map((member) => [member.contactId, member]));
  return whoIsThere(tx, [...each.values()]);
}

/** Whether the cases are audited by one team, whoever knew the child (SO-13). */
export function isTeamAudit({ profile }: Pick<AuditContext, 'profile'>): boolean {
  return profile.stages.some((each) => each.kind === 'gather-returns' && each.who === 'team');
}

/** Case holders and line managers whom agencies named for a child: all of them, or one agency's. */
export async function namedWorkers(
  tx: Transaction,
  key: Key,
  of: { caseId: string; agencyId?: string },
): Promise<NamedWorkers[]> {
  const rows = await tx.involvement.findMany({
    where: { ...of, detailSealed: { not: null } },
    select: { id: true, detailSealed: true },
  });
  return rows.flatMap(({ id, detailSealed }) =>
    detailSealed
      ? [openJson<InvolvementDetail>(key, `Involvement.detailSealed/${id}`, detailSealed)]
      : [],
  );
}

/** Who of the team may not audit a child: whoever holds the case or manages who does (SO-7). */
export async function involvedMembers(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; rule: Tool['independence']; caseId: string; team: TeamMember[] },
): Promise<Set<string>> {
  const { context, rule, caseId, team } = given;
  const key = await records.keyring.audit(tx, context.auditId);
  const named = await namedWorkers(tx, key, { caseId });
  const involved = new Set<string>();
  for (const { contactId } of team) {
    const person = await personOf(records, tx, contactId);
    if (independenceClash(rule, person, named)) involved.add(contactId);
  }
  return involved;
}
