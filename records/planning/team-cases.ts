import { randomUUID } from 'node:crypto';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { stageWait } from '../audits/stages.ts';
import { holdersOf } from '../directory/directory.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import { gatherStage } from '../returns/gather-stage.ts';
import { returnTool } from '../returns/return-tool.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { involvedMembers, type TeamMember, teamOf } from './audit-team.ts';

/** A child that one of the team is to audit. */
export interface TeamCase {
  id: string;
  number: number;
  stratum: string;
}

/** To whom a child was given. */
export interface GivenCase {
  number: number;
  member: TeamMember;
}

/**
 * Gives each child that nobody audits yet to one member of the team (SO-13): whoever has the fewest,
 * and never somebody who holds the case or manages who does, as long as there is another (SO-7).
 */
export async function shareCases(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<GivenCase[]> {
  const team = await teamNow(tx, context, now);
  const cases = await unshared(tx, context.auditId);
  return shareAmong(records, tx, context, { team, cases }, now);
}

/** The same with some of the children, among some of the team. */
export async function shareAmong(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  { team, cases }: { team: TeamMember[]; cases: TeamCase[] },
  now: Date,
): Promise<GivenCase[]> {
  const load = await loadOf(tx, context.auditId, team);
  const given: GivenCase[] = [];
  for (const each of cases) {
    const free = await whoMayAudit(records, tx, { context, each, team });
    const [member] = (free.length > 0 ? free : team).toSorted(
      (a, b) => (load.get(a.contactId) ?? 0) - (load.get(b.contactId) ?? 0),
    );
    if (!member) return [];
    load.set(member.contactId, (load.get(member.contactId) ?? 0) + 1);
    await giveCase(tx, context, { caseId: each.id, member }, now);
    given.push({ number: each.number, member });
  }
  return given;
}

/**
 * Among whom children are shared out now. Where nobody was named, whoever answers for each agency
 * makes up the team. Agencies that were withdrawn are out of it, and whoever handed over what was
 * asked of them has somebody in their place.
 */
export async function teamNow(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<TeamMember[]> {
  const { auditId } = context;
  const named = await teamOf(tx, auditId);
  const left = await agenciesThatLeft(tx, auditId);
  const team = named.length > 0 ? named : await leadsOf(tx, context, now);
  const handedOver = await tx.ask.findMany({
    where: { auditId, step: 'returns', outcome: 'handed-over' },
    select: { contactId: true, agencyId: true, request: { select: { responsibleId: true } } },
  });
  return team
    .filter(({ agencyId }) => !left.has(agencyId))
    .map((member) => {
      const { contactId, agencyId } = member;
      const own = handedOver.find(
        (ask) => ask.contactId === contactId && ask.agencyId === agencyId,
      );
      return { ...member, contactId: own?.request?.responsibleId ?? contactId };
    });
}

async function leadsOf(tx: Transaction, context: AuditContext, now: Date): Promise<TeamMember[]> {
  const { partnershipId } = context;
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true },
    orderBy: { key: 'asc' },
  });
  const leads: TeamMember[] = [];
  for (const { id: agencyId } of agencies) {
    const held = { partnershipId, role: 'safeguarding-lead' as const, agencyId, on: now };
    if ((await holdersOf(tx, held)).length === 0) continue;
    const contactId = await whoAnswersFor(tx, context, agencyId, now);
    leads.push({ contactId, agencyId, newToAuditing: false });
  }
  return leads;
}

async function unshared(tx: Transaction, auditId: string): Promise<TeamCase[]> {
  return tx.case.findMany({
    where: {
      auditId,
      state: { in: ['drawn', 'identified'] },
      heldAt: null,
      returns: { none: { state: { not: 'withdrawn' } } },
    },
    select: { id: true, number: true, stratum: true },
    orderBy: { number: 'asc' },
  });
}

async function loadOf(
  tx: Transaction,
  auditId: string,
  team: TeamMember[],
): Promise<Map<string, number>> {
  const rows = await tx.return.findMany({
    where: { auditId, state: { not: 'withdrawn' } },
    select: { assigneeId: true, request: { select: { responsibleId: true } } },
  });
  const held = rows.map(({ assigneeId, request }) => assigneeId ?? request.responsibleId);
  return new Map(
    team.map(({ contactId }) => [contactId, held.filter((each) => each === contactId).length]),
  );
}

/** Who of a team neither holds a child's case nor manages who does (SO-7). */
export async function whoMayAudit(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; each: TeamCase; team: TeamMember[] },
): Promise<TeamMember[]> {
  const { context, each, team } = given;
  const { key: stageKey } = gatherStage(context);
  const place = { part: '', case: each, request: { stageKey, agency: { key: '' } } };
  const rule = returnTool(context, place).independence;
  const of = { context, rule, caseId: each.id, team };
  const involved = await involvedMembers(records, tx, of);
  return team.filter(({ contactId }) => !involved.has(contactId));
}

/** Adds a child to the request of a member's agency; the first of its members answers for it. */
export async function giveCase(
  tx: Transaction,
  context: AuditContext,
  { caseId, member }: { caseId: string; member: TeamMember },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { key: stageKey } = gatherStage(context);
  const { agencyId, contactId } = member;
  const request = await tx.request.upsert({
    where: { auditId_agencyId_party: { auditId, agencyId, party: '' } },
    update: { outcome: null, endedAt: null },
    create: {
      id: randomUUID(),
      partnershipId,
      auditId,
      agencyId,
      stageKey,
      wait: stageWait(context, stageKey),
      responsibleId: contactId,
      openedAt: now,
    },
  });
  const assigneeId = request.responsibleId === contactId ? null : contactId;
  // A child that comes back to somebody finds their row again.
  const before = await tx.return.findFirst({
    where: { requestId: request.id, caseId, state: 'withdrawn' },
  });
  if (before) {
    await tx.return.update({ where: { id: before.id }, data: { state: 'asked', assigneeId } });
    return;
  }
  await tx.return.create({
    data: {
      id: randomUUID(),
      partnershipId,
      auditId,
      requestId: request.id,
      caseId,
      serviceId: null,
      state: 'asked',
      version: 0,
      assigneeId,
    },
  });
}
