import type { OtherAudit } from '../../domain/overlaps.ts';
import { open } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

const yearsBack = 2;

/** Other audits that run or have ended lately, with what they look at (CH-4). */
export async function otherAudits(
  records: Records,
  given: { partnershipId: string; except?: string },
  now: Date,
): Promise<OtherAudit[]> {
  return transaction(records, async (tx) => {
    const since = new Date(now);
    since.setUTCFullYear(since.getUTCFullYear() - yearsBack);
    const rows = await tx.audit.findMany({
      where: {
        partnershipId: given.partnershipId,
        id: { not: given.except ?? '' },
        state: { not: 'cancelled' },
        startedAt: { gte: since },
      },
      orderBy: { startedAt: 'desc' },
      select: { id: true, number: true, focusSealed: true },
    });
    const audits: OtherAudit[] = [];
    for (const { id, number, focusSealed } of rows) {
      const key = await records.keyring.audit(tx, id);
      audits.push({ number, focus: open(key, `Audit.focusSealed/${id}`, focusSealed) });
    }
    return audits;
  });
}
