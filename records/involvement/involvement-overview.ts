import type { Received } from '../../domain/received.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import type { InvolvementDetail } from './answer-involvement.ts';

/** What one agency said about one child, service by service. */
export interface InvolvementLine {
  agency: string;
  number: number;
  state: string;
  service: string | null;
  detail: InvolvementDetail;
  /** Names of the agencies that it said were involved too. */
  others: string[];
  from: string | null;
  to: string | null;
  /** Where the business unit entered it for the agency. */
  received: Received | null;
}

/** Everything that the agencies of an audit said about who is involved. */
export async function involvementOverview(
  records: Records,
  { partnershipId, auditId }: { partnershipId: string; auditId: string },
): Promise<InvolvementLine[]> {
  return transaction(records, async (tx) => {
    const agencies = await tx.agency.findMany({
      where: { partnershipId },
      select: { key: true, name: true },
    });
    const key = await records.keyring.audit(tx, auditId);
    return involvementLines(tx, key, { partnershipId, auditId, agencies });
  });
}

/** The same of all children or of one, where the agencies have been read. */
export async function involvementLines(
  tx: Transaction,
  key: Key,
  given: {
    partnershipId: string;
    auditId: string;
    /** Its number. */
    child?: number;
    agencies: readonly { key: string; name: string }[];
  },
): Promise<InvolvementLine[]> {
  const { partnershipId, auditId, child, agencies } = given;
  const rows = await tx.involvement.findMany({
    where: {
      partnershipId,
      auditId,
      case: {
        state: { in: ['drawn', 'identified'] },
        ...(child === undefined ? {} : { number: child }),
      },
    },
    include: {
      agency: { select: { name: true } },
      service: { select: { name: true } },
      case: { select: { number: true } },
    },
    orderBy: [{ agency: { name: 'asc' } }, { case: { number: 'asc' } }, { id: 'asc' }],
  });
  const nameOf = new Map(agencies.map((agency) => [agency.key, agency.name]));
  return rows.map((row) => {
    const detail = detailOf(key, row);
    return {
      agency: row.agency.name,
      number: row.case.number,
      state: row.state,
      service: row.service?.name ?? null,
      detail,
      others: (detail.othersInvolved ?? []).map((each) => nameOf.get(each) ?? each),
      from: row.fromDate,
      to: row.toDate,
      received: receivedOf(key, row),
    };
  });
}

function detailOf(key: Key, row: { id: string; detailSealed: Uint8Array | null }) {
  const place = `Involvement.detailSealed/${row.id}`;
  return row.detailSealed ? openJson<InvolvementDetail>(key, place, row.detailSealed) : {};
}

function receivedOf(key: Key, row: { id: string; onBehalfOf: Uint8Array | null }): Received | null {
  if (!row.onBehalfOf) return null;
  return JSON.parse(open(key, `Involvement.onBehalfOf/${row.id}`, row.onBehalfOf)) as Received;
}
