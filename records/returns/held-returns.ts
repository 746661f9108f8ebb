import type { Records } from '../store/transaction.ts';

/** A tool about a sealed child that somebody has to do with: to be read, not changed. */
export interface HeldReturn {
  returnId: string;
  number: number;
  service: string | null;
  audit: string;
}

/**
 * The tools that stand still under hold with somebody, for the page of everything asked of them:
 * the asks for them have ended, and what was saved is to be found all the same.
 */
export async function heldReturnsOf(
  { database }: Records,
  reader: { partnershipId: string; contactId: string },
): Promise<HeldReturn[]> {
  const { partnershipId, contactId } = reader;
  const rows = await database.return.findMany({
    where: {
      partnershipId,
      state: { in: ['asked', 'sent-back', 'not-answered'] },
      case: { heldAt: { not: null } },
      request: { audit: { state: { in: ['open', 'paused'] } } },
      OR: [{ assigneeId: contactId }, { request: { responsibleId: contactId } }],
    },
    select: {
      id: true,
      case: { select: { number: true } },
      service: { select: { name: true } },
      request: { select: { audit: { select: { number: true } } } },
    },
    orderBy: [
      { request: { audit: { number: 'asc' } } },
      { case: { number: 'asc' } },
      { id: 'asc' },
    ],
  });
  return rows.map((row) => ({
    returnId: row.id,
    number: row.case.number,
    service: row.service?.name ?? null,
    audit: row.request.audit.number,
  }));
}
