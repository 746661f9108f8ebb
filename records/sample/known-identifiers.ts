import type { PersonDetail } from '../../domain/case-people.ts';
import type { KnownIdentifiers } from '../../domain/identifiers.ts';
import type { KnownName } from '../../domain/known-names.ts';
import { typedNames } from '../../domain/typed-names.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { InvolvementDetail } from '../involvement/answer-involvement.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/**
 * Everything by which the audit knows somebody: the people of its cases as they were ever entered,
 * the workers whom agencies named, whoever was asked, wrote or took part, and every reference of
 * the list, drawn or not (DD-18).
 */
export async function knownIdentifiers(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<KnownIdentifiers> {
  const key = await records.keyring.audit(tx, context.auditId);
  const people = await caseDetails(tx, context, key);
  const family = people.flatMap(({ relation, detail }) => {
    const whose = relation === 'subject' || relation === 'sibling' ? 'child' : 'family';
    return detail.names.map((name): KnownName => ({ name, whose }));
  });
  const staff = [
    ...(await namedWorkers(tx, context, key)),
    ...(await contactNames(records, tx, context)),
    ...(await attendeeNames(records, tx, context)),
  ];
  return {
    names: [...family, ...[...new Set(staff)].map((name) => ({ name, whose: 'staff' as const }))],
    dates: people.flatMap(({ detail }) => detail.born ?? []),
    references: await referencesOf(tx, context, key),
    addresses: people.flatMap(({ detail }) => detail.address ?? []),
  };
}

async function caseDetails(tx: Transaction, { auditId }: AuditContext, key: Key) {
  const rows = await tx.casePerson.findMany({ where: { auditId } });
  return rows.map(({ id, relation, detailSealed }) => ({
    relation,
    detail: openJson<PersonDetail>(key, `CasePerson.detailSealed/${id}`, detailSealed),
  }));
}

async function namedWorkers(
  tx: Transaction,
  { auditId }: AuditContext,
  key: Key,
): Promise<string[]> {
  const rows = await tx.involvement.findMany({
    where: { auditId, detailSealed: { not: null } },
    select: { id: true, detailSealed: true },
  });
  return rows.flatMap(({ id, detailSealed }) => {
    if (!detailSealed) return [];
    const place = `Involvement.detailSealed/${id}`;
    const { caseHolder, lineManager, auditor } = openJson<InvolvementDetail>(
      key,
      place,
      detailSealed,
    );
    return [caseHolder, lineManager, auditor].flatMap((typed) => typedNames(typed ?? ''));
  });
}

/** Whoever was asked, answers for an agency, wrote a tool, was to attend, or did anything else. */
async function contactNames(
  records: Records,
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string; nameSealed: Uint8Array }[]>`
    SELECT id, "nameSealed" FROM "Contact" WHERE "partnershipId" = ${partnershipId} AND id IN (
    SELECT "contactId" FROM "Ask" WHERE "auditId" = ${auditId}
    UNION SELECT "responsibleId" FROM "Request" WHERE "auditId" = ${auditId}
    UNION SELECT "assigneeId" FROM "Return" WHERE "auditId" = ${auditId}
    UNION SELECT v."submittedById" FROM "ReturnVersion" v
      JOIN "Return" r ON r.id = v."returnId" WHERE r."auditId" = ${auditId}
    UNION SELECT a."contactId" FROM "Attendance" a
      JOIN "Meeting" m ON m.id = a."meetingId" WHERE m."auditId" = ${auditId}
    UNION SELECT "actorId" FROM "Event" WHERE chain = ${auditId})`;
  const key = await records.keyring.partnership(tx, partnershipId);
  return rows.map(({ id, nameSealed }) => open(key, `Contact.nameSealed/${id}`, nameSealed));
}

/** Deputies and others who are not in the directory. */
async function attendeeNames(
  records: Records,
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
): Promise<string[]> {
  const key = await records.keyring.partnership(tx, partnershipId);
  const rows = await tx.attendance.findMany({
    where: { meeting: { auditId }, nameSealed: { not: null } },
    select: { id: true, nameSealed: true },
  });
  return rows.flatMap(({ id, nameSealed }) =>
    nameSealed ? [open(key, `Attendance.nameSealed/${id}`, nameSealed)] : [],
  );
}

async function referencesOf(
  tx: Transaction,
  { auditId }: AuditContext,
  key: Key,
): Promise<string[]> {
  const rows = await tx.frameRow.findMany({
    where: { frame: { auditId } },
    select: { id: true, referenceSealed: true, familyReferenceSealed: true },
  });
  const references = rows.flatMap(({ id, referenceSealed, familyReferenceSealed }) => [
    open(key, `FrameRow.referenceSealed/${id}`, referenceSealed),
    ...(familyReferenceSealed
      ? [open(key, `FrameRow.familyReferenceSealed/${id}`, familyReferenceSealed)]
      : []),
  ]);
  return [...new Set(references)];
}
