import { subjectOf } from '../../domain/profile.ts';
import type { ConcernChoices } from '../../domain/raised-concern.ts';
import { profileOf } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import type { Reporter } from './raise-concern.ts';

/** What somebody may choose from who raises a concern. */
export interface ConcernForm {
  agencies: { id: string; name: string }[];
  /** Children that they may know of, by pseudonym, in audits under way. */
  cases: { id: string; number: number; audit: string }[];
  audits: { id: string; number: string; aboutChildren: boolean }[];
  /** Who may be their manager: others of their agency, or of the business unit. */
  managers: { id: string; name: string }[];
}

export async function concernChoices(records: Records, reporter: Reporter): Promise<ConcernForm> {
  return transaction(records, async (tx) => {
    const { partnershipId } = reporter;
    const agencies = await tx.agency.findMany({
      where: { partnershipId },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
    });
    return {
      agencies,
      cases: reporter.staff
        ? await everyCase(tx, partnershipId)
        : await casesKnownTo(tx, partnershipId, reporter.contactId),
      audits: await auditsKnownTo(tx, reporter),
      managers: await managersOf(records, tx, reporter),
    };
  });
}

/** The same as the values of the form. */
export function formChoices(form: ConcernForm): ConcernChoices {
  return {
    agencies: form.agencies.map(({ id }) => id),
    abouts: [
      ...form.cases.map(({ id }) => `case:${id}`),
      ...form.audits.map(({ id }) => `audit:${id}`),
    ],
    managers: form.managers.map(({ id }) => id),
  };
}

type KnownCase = ConcernForm['cases'][number];

async function everyCase(tx: Transaction, partnershipId: string): Promise<KnownCase[]> {
  return tx.$queryRaw<KnownCase[]>`
    SELECT c.id, c.number, a.number AS audit FROM "Case" c JOIN "Audit" a ON a.id = c."auditId"
    WHERE c."partnershipId" = ${partnershipId} AND a.state IN ('open', 'paused')
      AND c.subject = 'child' AND c.state IN ('drawn', 'identified')
    ORDER BY a.number, c.number`;
}

/**
 * The children of whom a contact has been told: those whom their agency was asked about, those
 * whose tool is theirs, those in whose discussion they take part. Not those under hold.
 */
async function casesKnownTo(
  tx: Transaction,
  partnershipId: string,
  contactId: string,
): Promise<KnownCase[]> {
  return tx.$queryRaw<KnownCase[]>`
    SELECT c.id, c.number, a.number AS audit FROM "Case" c JOIN "Audit" a ON a.id = c."auditId"
    WHERE c."partnershipId" = ${partnershipId} AND a.state IN ('open', 'paused')
      AND c.subject = 'child' AND c.state IN ('drawn', 'identified') AND c."heldAt" IS NULL
      AND (
        EXISTS (SELECT 1 FROM "Ask" k
          JOIN "Involvement" i ON i."caseId" = c.id AND i."agencyId" = k."agencyId"
          WHERE k."auditId" = a.id AND k."contactId" = ${contactId} AND k.step = 'involvement'
            AND k.outcome IS DISTINCT FROM 'handed-over')
        OR EXISTS (SELECT 1 FROM "Return" r JOIN "Request" q ON q.id = r."requestId"
          WHERE r."caseId" = c.id AND r.state <> 'withdrawn'
            AND (q."responsibleId" = ${contactId} OR r."assigneeId" = ${contactId}))
        OR EXISTS (SELECT 1 FROM "Attendance" t JOIN "Meeting" m ON m.id = t."meetingId"
          JOIN "Request" q ON q."auditId" = a.id AND q."agencyId" = t."agencyId"
          JOIN "Return" r ON r."requestId" = q.id AND r."caseId" = c.id AND r.state <> 'withdrawn'
          WHERE m."auditId" = a.id AND t."contactId" = ${contactId} AND t."withdrawnAt" IS NULL)
      )
    ORDER BY a.number, c.number`;
}

async function auditsKnownTo(
  tx: Transaction,
  { partnershipId, contactId, staff }: Reporter,
): Promise<ConcernForm['audits']> {
  const rows = await tx.audit.findMany({
    where: {
      partnershipId,
      state: { in: ['open', 'paused'] },
      ...(staff ? {} : { asks: { some: { contactId } } }),
    },
    orderBy: { number: 'asc' },
    select: { id: true, number: true, profileVersionId: true },
  });
  const audits: ConcernForm['audits'] = [];
  for (const { id, number, profileVersionId } of rows) {
    const profile = await profileOf(tx, profileVersionId);
    audits.push({ id, number, aboutChildren: subjectOf(profile) === 'case' });
  }
  return audits;
}

async function managersOf(
  records: Records,
  tx: Transaction,
  { partnershipId, contactId, staff }: Reporter,
): Promise<ConcernForm['managers']> {
  const self = await tx.contact.findFirst({ where: { id: contactId, partnershipId } });
  if (!staff && !self?.agencyId) return [];
  const office = { roles: { some: { agencyId: null, bodyId: null } } };
  const rows = await tx.contact.findMany({
    where: {
      partnershipId,
      leftAt: null,
      id: { not: contactId },
      ...(staff ? { agencyId: null, ...office } : { agencyId: self?.agencyId ?? '' }),
    },
    select: { id: true },
  });
  const contactIds = rows.map(({ id }) => id);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return [...names]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
