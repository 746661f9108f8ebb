import { namesOf } from '../directory/people-names.ts';
import type { ClaimedLetter } from '../letters/letter-facts.ts';
import { open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { riskRoute } from './risk-reports.ts';

/** What an agency's own audit showed, reported by exception (SO-36). */
export interface RiskReportView {
  number: string;
  agency: string;
  body: string;
  text: string;
  from: string;
  raisedBy: string;
  raisedAt: Date;
  dueDate: string;
  scheduledFor: string | null;
  note: string;
  scheduledBy: string;
}

/** All of a partnership, for its business unit, the open ones first; or those that one contact reported. */
export async function riskReports(
  records: Records,
  where: { partnershipId: string; raisedById?: string },
): Promise<RiskReportView[]> {
  return transaction(records, async (tx) => {
    const rows = await tx.riskReport.findMany({
      where,
      orderBy: [{ state: 'asc' }, { raisedAt: 'desc' }],
    });
    const { partnershipId } = where;
    const key = await records.keyring.partnership(tx, partnershipId);
    const agencies = await tx.agency.findMany({ where: { partnershipId } });
    const bodies = await tx.body.findMany({ where: { partnershipId } });
    const contactIds = rows.flatMap(({ raisedById, scheduledById }) => [raisedById, scheduledById]);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    return rows.map((row) => {
      const sealed = (column: 'textSealed' | 'fromSealed' | 'noteSealed') => {
        const value = row[column];
        return value ? open(key, `RiskReport.${column}/${row.id}`, value) : '';
      };
      return {
        number: row.number,
        agency: agencies.find(({ id }) => id === row.agencyId)?.name ?? '',
        body: bodies.find(({ id }) => id === row.bodyId)?.name ?? '',
        text: sealed('textSealed'),
        from: sealed('fromSealed'),
        raisedBy: names.get(row.raisedById) ?? '',
        raisedAt: row.raisedAt,
        dueDate: row.dueDate,
        scheduledFor: row.scheduledFor,
        note: sealed('noteSealed'),
        scheduledBy: names.get(row.scheduledById ?? '') ?? '',
      };
    });
  });
}

/** Whether there is such a route here, and whose audits somebody can report. */
export async function riskReportForm(
  records: Records,
  given: { partnershipId: string; contactId: string; staff: boolean },
): Promise<{ body: string; agencies: { id: string; name: string }[] } | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId, staff } = given;
    const route = await riskRoute(tx, partnershipId);
    if (!route) return null;
    const self = await tx.contact.findFirst({ where: { id: contactId, partnershipId } });
    const agencies = await tx.agency.findMany({
      where: { partnershipId, ...(staff ? {} : { id: self?.agencyId ?? '' }) },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    });
    return agencies.length > 0 ? { body: route.body, agencies } : null;
  });
}

/** What a letter may tell of one: nothing that was typed. */
export interface RiskReportFacts {
  number: string;
  agency: string;
  body: string;
  dueDate: string;
  scheduledFor: string | null;
}

export async function riskReportsOfLetters(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, RiskReportFacts>> {
  const found = new Map<string, RiskReportFacts>();
  const wanted = letters.filter(({ ids }) => typeof ids.riskReport === 'string');
  if (wanted.length === 0) return found;
  const rows = await tx.riskReport.findMany({
    where: { id: { in: wanted.map(({ ids }) => String(ids.riskReport)) } },
  });
  for (const { id, ids, partnershipId } of wanted) {
    const row = rows.find((each) => each.id === ids.riskReport);
    if (row?.partnershipId !== partnershipId) continue;
    const agency = await tx.agency.findUniqueOrThrow({ where: { id: row.agencyId } });
    const body = await tx.body.findUniqueOrThrow({ where: { id: row.bodyId } });
    const { number, dueDate, scheduledFor } = row;
    found.set(id, { number, agency: agency.name, body: body.name, dueDate, scheduledFor });
  }
  return found;
}
