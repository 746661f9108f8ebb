import { aboutForReader, aboutOf, aboutRows } from '../asks/about.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** A tool that somebody has sent, to be read again or kept. */
export interface SentReturn {
  returnId: string;
  audit: string;
  label: string;
  service: string | null;
  receipt: string;
  sentAt: Date;
  zone: string;
}

/** As many as are looked for again; the receipts in the mail lead to the others. */
const latest = 10;

/** What somebody has sent in audits that still run, the newest first. */
export async function sentReturnsOf(
  records: Records,
  reader: { partnershipId: string; contactId: string },
): Promise<SentReturn[]> {
  const { partnershipId, contactId } = reader;
  return transaction(records, async (tx) => {
    const rows = await tx.return.findMany({
      where: {
        partnershipId,
        state: { in: ['submitted', 'accepted'] },
        versions: { some: {} },
        request: { audit: { state: { in: ['open', 'paused'] } } },
        OR: [
          { assigneeId: contactId },
          { assigneeId: null, request: { responsibleId: contactId } },
        ],
      },
      select: {
        id: true,
        auditId: true,
        part: true,
        case: { select: aboutRows.case.select },
        service: { select: { name: true } },
        versions: { orderBy: { version: 'desc' }, take: 1 },
        request: {
          select: {
            audit: { select: { number: true, partnership: { select: { zone: true } } } },
          },
        },
      },
    });
    const newest = rows
      .flatMap((row) => row.versions.map((version) => ({ row, version })))
      .sort((a, b) => b.version.submittedAt.getTime() - a.version.submittedAt.getTime())
      .slice(0, latest);
    const sent: SentReturn[] = [];
    for (const { row, version } of newest) {
      const key = await records.keyring.audit(tx, row.auditId);
      const given = { about: aboutOf(key, row.case), part: row.part };
      const { attendeeId } = row.case;
      const { label } = await aboutForReader(records, tx, { ...given, attendeeId });
      const { number, partnership } = row.request.audit;
      sent.push({
        returnId: row.id,
        audit: number,
        label,
        service: row.service?.name ?? null,
        receipt: version.receipt,
        sentAt: version.submittedAt,
        zone: partnership.zone,
      });
    }
    return sent;
  });
}
