import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { Transaction } from '../store/transaction.ts';

/** A submitted version that has been circulated, and the people who answer for it. */
export interface PackEntry {
  returnId: string;
  version: number;
  caseId: string;
  edition: number;
  requestId: string;
  agencyId: string;
  serviceId: string | null;
  /** Who wrote it. */
  authorId: string;
  /** Who answers for the agency now. */
  leadId: string;
  /** The agency was withdrawn: what it sent is read, and nobody there takes part. */
  left: boolean;
}

export type Edition = Awaited<ReturnType<typeof editionsOf>>[number];

/** What was circulated when, the first edition first. */
export async function editionsOf(tx: Transaction, auditId: string) {
  return tx.packEdition.findMany({
    where: { auditId },
    orderBy: { number: 'asc' },
    select: {
      number: true,
      circulatedAt: true,
      items: { select: { returnId: true, version: true, caseId: true } },
    },
  });
}

/**
 * Everything circulated so far; of a return that was sent again, every version. What is about a
 * sealed child is out of it until the child is unsealed.
 */
export async function packEntries(
  tx: Transaction,
  auditId: string,
  editions?: readonly Edition[],
): Promise<PackEntry[]> {
  const items = itemsIn(editions ?? (await editionsOf(tx, auditId)));
  const returns = await tx.return.findMany({
    where: {
      auditId,
      id: { in: items.map((item) => item.returnId) },
      state: { not: 'withdrawn' },
      case: { heldAt: null },
    },
    select: {
      id: true,
      serviceId: true,
      assigneeId: true,
      request: { select: { id: true, agencyId: true, responsibleId: true } },
      versions: { select: { version: true, submittedById: true, onBehalfOf: true } },
    },
  });
  const gone = await agenciesThatLeft(tx, auditId);
  return items.flatMap((item) => {
    const own = returns.find((each) => each.id === item.returnId);
    const version = own?.versions.find((each) => each.version === item.version);
    if (!own || !version) return [];
    const { id: requestId, agencyId, responsibleId: leadId } = own.request;
    // What the business unit entered is the work of the person who was asked.
    const authorId = version.onBehalfOf ? (own.assigneeId ?? leadId) : version.submittedById;
    const { serviceId } = own;
    const people = { requestId, agencyId, serviceId, authorId, leadId, left: gone.has(agencyId) };
    return [{ ...item, ...people }];
  });
}

/** A submitted version as it stands in an edition. */
export type PackItem = Pick<PackEntry, 'returnId' | 'version' | 'caseId' | 'edition'>;

export function itemsIn(editions: readonly Edition[]): PackItem[] {
  return editions.flatMap(({ number: edition, items }) =>
    items.map((item) => ({ ...item, edition })),
  );
}

/** Somebody who takes part: in which cases, for which agency, and since which edition. */
export interface Participant {
  contactId: string;
  requestId: string;
  agencyId: string;
  /** The one service whose tools they wrote; null for whoever answers for the agency. */
  serviceId: string | null;
  caseIds: Set<string>;
  since: number;
}

/** Those taking part: the authors of what was circulated and who answers for their agencies (DD-13). */
export function participantsOf(entries: readonly PackEntry[]): Participant[] {
  const found = new Map<string, Participant>();
  for (const entry of entries) {
    if (entry.left) continue;
    for (const contactId of new Set([entry.authorId, entry.leadId])) {
      const serviceId = contactId === entry.leadId ? null : entry.serviceId;
      const known = found.get(contactId);
      if (!known) {
        const { requestId, agencyId, caseId, edition: since } = entry;
        const caseIds = new Set([caseId]);
        found.set(contactId, { contactId, requestId, agencyId, serviceId, caseIds, since });
        continue;
      }
      known.caseIds.add(entry.caseId);
      known.since = Math.min(known.since, entry.edition);
      if (known.serviceId !== serviceId) known.serviceId = null;
    }
  }
  return [...found.values()].sort((a, b) => (a.contactId < b.contactId ? -1 : 1));
}
