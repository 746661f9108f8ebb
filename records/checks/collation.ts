import type { Moment } from '../../domain/waits.ts';
import { type AuditContext, findContext } from '../audits/audit-context.ts';
import { discussedOnly } from '../discussion/discussed-cases.ts';
import { uncirculated } from '../discussion/pack-edition.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** How the collating stands: what is in, what is missing, and what leaves when. */
export interface Collation {
  context: AuditContext;
  editions: { number: number; circulatedAt: Date; byItself: boolean; returns: number }[];
  /** Submitted and in no edition yet. */
  fresh: number;
  /** When it leaves by itself; null while nobody is asked to circulate anything. */
  leaves: { at: string; supplement: boolean } | null;
  agencies: CollatedAgency[];
}

export interface CollatedAgency {
  agency: string;
  service: string | null;
  /** Numbers of the children. */
  received: number[];
  missing: number[];
}

/** Null for another partnership's audit, as for one that does not exist. */
export async function collation(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<Collation | null> {
  return transaction(records, async (tx) => {
    const { auditId } = given;
    const context = await findContext(tx, given);
    if (!context) return null;
    const editions = await tx.packEdition.findMany({
      where: { auditId },
      orderBy: { number: 'asc' },
      include: { _count: { select: { items: true } } },
    });
    const ask = await tx.ask.findFirst({
      where: { auditId, step: { in: ['circulate', 'supplement'] }, outcome: null },
    });
    const close = (ask?.moments as Moment[] | undefined)?.find(({ what }) => what === 'close');
    return {
      context,
      editions: editions.map(({ number, circulatedAt, circulatedById, _count }) => ({
        number,
        circulatedAt,
        byItself: circulatedById === null,
        returns: _count.items,
      })),
      fresh: (await uncirculated(tx, context)).length,
      leaves: ask && close ? { at: close.at, supplement: ask.step === 'supplement' } : null,
      agencies: await collatedAgencies(tx, context),
    };
  });
}

async function collatedAgencies(tx: Transaction, context: AuditContext): Promise<CollatedAgency[]> {
  const rows = await tx.return.findMany({
    where: {
      auditId: context.auditId,
      ...(await discussedOnly(tx, context)),
      state: { notIn: ['nil', 'withdrawn'] },
      case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
    },
    select: {
      state: true,
      case: { select: { number: true } },
      service: { select: { name: true } },
      request: { select: { agency: { select: { name: true } } } },
    },
    orderBy: { case: { number: 'asc' } },
  });
  const found = new Map<string, CollatedAgency>();
  for (const { state, case: one, service, request } of rows) {
    const who = { agency: request.agency.name, service: service?.name ?? null };
    const key = `${who.agency}/${who.service ?? ''}`;
    const known = found.get(key) ?? { ...who, received: [], missing: [] };
    const list = state === 'submitted' || state === 'accepted' ? known.received : known.missing;
    list.push(one.number);
    found.set(key, known);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
