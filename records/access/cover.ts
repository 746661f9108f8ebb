import { type CoverDays, lineOfCover, type StandIn, standInOn } from '../../domain/cover.ts';
import { editingRoles } from '../../domain/staff-roles.ts';
import { officerOf } from '../directory/directory.ts';
import { heldOn, todayIn } from '../directory/held-roles.ts';
import type { Transaction } from '../store/transaction.ts';

/** Who acts for whom in a partnership at a moment. */
export interface Covers {
  /** Of those who are away today. */
  away: CoverDays[];
  standIn: StandIn;
}

/**
 * Reads who is away at this moment and who acts for them. Whatever is sent, escalated or shown asks
 * here at that very moment, so that cover begins and ends by itself.
 */
export async function coversAt(tx: Transaction, partnershipId: string, now: Date): Promise<Covers> {
  const today = await todayIn(tx, partnershipId, now);
  const away = await coverRows(tx, { partnershipId, from: today, to: today });
  if (away.length === 0) return { away, standIn: (contactId) => contactId };
  return { away, standIn: standInOn(away, await lineOn(tx, partnershipId, today)) };
}

/** The covers that touch a span of days, the earliest first. */
export async function coverRows(
  tx: Transaction,
  given: { partnershipId: string; from: string; to?: string; contactId?: string },
): Promise<CoverDays[]> {
  const { partnershipId, from, to, contactId } = given;
  const rows = await tx.cover.findMany({
    where: {
      partnershipId,
      endedAt: null,
      toDate: { gte: from },
      ...(to ? { fromDate: { lte: to } } : {}),
      ...(contactId ? { contactId } : {}),
    },
    orderBy: [{ fromDate: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, contactId: who, coveredById, fromDate, toDate }) => {
    return { id, contactId: who, coveredById, from: fromDate, to: toDate };
  });
}

/** Who may act for the business unit on a day, the deputy first. */
export async function lineOn(
  tx: Transaction,
  partnershipId: string,
  today: string,
): Promise<string[]> {
  const held = await tx.roleHolding.findMany({
    where: { ...heldOn(today), partnershipId, bodyId: null, role: { in: [...editingRoles] } },
    orderBy: [{ fromDate: 'asc' }, { id: 'asc' }],
    select: { role: true, contactId: true },
  });
  const inLine = lineOfCover.flatMap((role) => held.filter((each) => each.role === role));
  return [...new Set(inLine.map(({ contactId }) => contactId))];
}

/** Who is told in the officer's place, or the officer where they are there. */
export async function actingOfficer(
  tx: Transaction,
  partnershipId: string,
  now: Date,
): Promise<string> {
  const { standIn } = await coversAt(tx, partnershipId, now);
  return standIn(await officerOf(tx, partnershipId, now));
}
