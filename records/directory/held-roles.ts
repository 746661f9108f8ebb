import { dateOf } from '../../domain/calendar.ts';
import type { Transaction } from '../store/transaction.ts';

/** The calendar date in the partnership's zone. */
export async function todayIn(tx: Transaction, partnershipId: string, now: Date): Promise<string> {
  const { zone } = await tx.partnership.findUniqueOrThrow({
    where: { id: partnershipId },
    select: { zone: true },
  });
  return dateOf(now, zone);
}

/** Of the business unit's roles: those held on a day by people who are still there. */
export function heldOn(today: string) {
  return {
    fromDate: { lte: today },
    OR: [{ toDate: null }, { toDate: { gte: today } }],
    agencyId: null,
    contact: { leftAt: null },
  };
}
