import { randomUUID } from 'node:crypto';
import { stageOfKind, subjectOf } from '../../domain/profile.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit } from '../audits/audit-waits.ts';
import { loadEstablishments } from '../directory/establishments.ts';
import { nextNumber } from '../sample/next-number.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { gatherStage } from './gather-stage.ts';
import { openLateSubject } from './requests.ts';

/** An agency or establishment that is asked about itself and not about children. */
export interface LateSubject {
  agencyId: string;
  serviceId?: string;
}

/**
 * Those of the directory that an audit without children does not ask, by name; one that was withdrawn
 * from it is among them.
 */
export async function subjectsNotAsked(
  { database }: Records,
  given: { partnershipId: string; auditId: string },
): Promise<{ id: string; name: string }[]> {
  const { partnershipId, auditId } = given;
  const { profile } = await auditContext(database, auditId);
  const asked = await database.case.findMany({
    where: { auditId, state: { not: 'withdrawn' } },
    select: { agencyId: true, serviceId: true },
  });
  const select = { id: true, name: true };
  const orderBy = { name: 'asc' as const };
  switch (subjectOf(profile)) {
    case 'agency': {
      const notIn = asked.flatMap(({ agencyId }) => agencyId ?? []);
      const where = { partnershipId, id: { notIn } };
      return database.agency.findMany({ where, select, orderBy });
    }
    case 'establishment': {
      const notIn = asked.flatMap(({ serviceId }) => serviceId ?? []);
      const agency = { key: { in: establishmentsOf(profile) } };
      const where = { partnershipId, id: { notIn }, agency };
      return database.service.findMany({ where, select, orderBy });
    }
    default:
      return [];
  }
}

function establishmentsOf(profile: AuditContext['profile']): string[] {
  return stageOfKind(profile, 'gather-returns')?.establishmentsOf ?? [];
}

/**
 * An establishment that the directory has, or a new one with whoever answers for it, under the first
 * of the agencies whose services the process asks; null where there is none of that id.
 */
export async function findOrMakeEstablishment(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: { id: string } | { name: string; leadName: string; leadEmail: string },
  now: Date,
): Promise<LateSubject | null> {
  const { partnershipId } = context;
  const of = establishmentsOf(context.profile);
  if ('id' in given) {
    const where = { id: given.id, partnershipId, agency: { key: { in: of } } };
    const found = await tx.service.findFirst({ where });
    return found && { agencyId: found.agencyId, serviceId: found.id };
  }
  const { name, leadName: contact, leadEmail: email } = given;
  const rows = [{ name, contact, email, agency: of[0] ?? '' }];
  const [made] = await loadEstablishments(records, tx, { partnershipId, now }, { of, rows });
  return made ? { agencyId: made.agencyId, serviceId: made.id } : null;
}

/**
 * Asks it while answers are still gathered, by a date of its own; nobody else's date changes. One that
 * was withdrawn is asked afresh, under another number.
 */
export async function joinSubject(
  tx: Transaction,
  context: AuditContext,
  given: { late: LateSubject; by: Actor },
  now: Date,
): Promise<'asked' | 'asked-before' | 'too-early' | 'too-late'> {
  const { auditId, partnershipId } = context;
  const { agencyId, serviceId = null } = given.late;
  await lockAudit(tx, auditId);
  const key = gatherStage(context).key;
  const stage = await tx.stage.findUnique({ where: { auditId_key: { auditId, key } } });
  if (!stage) return 'too-early';
  if (stage.outcome) return 'too-late';
  const before = await tx.case.findMany({
    where: { auditId, agencyId, serviceId },
    select: { state: true },
  });
  if (before.some(({ state }) => state !== 'withdrawn')) return 'asked-before';
  const again = before.length > 0;
  const id = randomUUID();
  await tx.case.create({
    data: {
      id,
      partnershipId,
      auditId,
      number: await nextNumber(tx, auditId),
      subject: serviceId ? 'establishment' : 'agency',
      agencyId,
      serviceId,
      stratum: '',
      state: 'identified',
      createdAt: now,
    },
  });
  const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'subject.joined',
    ids: { agency: agency.key, case: id, again },
    by: given.by,
    now,
  });
  await openLateSubject(tx, context, agencyId, now);
  return 'asked';
}
