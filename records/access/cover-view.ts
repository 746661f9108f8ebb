import type { CoverDays } from '../../domain/cover.ts';
import { todayIn } from '../directory/held-roles.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { coverRows, coversAt, lineOn } from './cover.ts';

/** Days away as the console shows them. */
export interface CoverLine {
  id: string;
  contactId: string;
  name: string;
  coveredById: string;
  coveredBy: string;
  from: string;
  to: string;
  /** Who acts today, of days that have begun: somebody else where the one named is away too. */
  acting: { contactId: string; name: string } | null;
}

/** All days away of a partnership that are not over, the earliest first. */
export async function coverLines(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; contactId?: string },
  now: Date,
): Promise<CoverLine[]> {
  const { partnershipId } = given;
  const from = await todayIn(tx, partnershipId, now);
  const rows = await coverRows(tx, { ...given, from });
  if (rows.length === 0) return [];
  const { away, standIn } = await coversAt(tx, partnershipId, now);
  const acting = ({ id, contactId }: CoverDays) =>
    away.some((each) => each.id === id) ? standIn(contactId) : null;
  const names = await namesOf(records, tx, {
    partnershipId,
    contactIds: rows.flatMap((row) => [row.contactId, row.coveredById, acting(row)]),
  });
  const nameOf = (id: string) => names.get(id) ?? '';
  return rows.map((row) => {
    const acts = acting(row);
    return {
      ...row,
      name: nameOf(row.contactId),
      coveredBy: nameOf(row.coveredById),
      acting: acts ? { contactId: acts, name: nameOf(acts) } : null,
    };
  });
}

/** Whose days are set, what stands already, and who can cover, the deputy first. */
export interface CoverForm {
  name: string;
  today: string;
  changed: CoverLine | null;
  others: CoverLine[];
  people: { contactId: string; name: string }[];
}

/** Null for whoever gets nothing that another could get for them, and for days that are over. */
export async function coverForm(
  records: Records,
  given: { partnershipId: string; contactId: string; coverId: string | null },
  now: Date,
): Promise<CoverForm | null> {
  const { partnershipId, contactId, coverId } = given;
  return transaction(records, async (tx) => {
    const today = await todayIn(tx, partnershipId, now);
    const line = await lineOn(tx, partnershipId, today);
    if (!line.includes(contactId)) return null;
    const lines = await coverLines(records, tx, { partnershipId, contactId }, now);
    const changed = lines.find(({ id }) => id === coverId) ?? null;
    if (coverId && !changed) return null;
    const names = await namesOf(records, tx, { partnershipId, contactIds: line });
    const people = line.flatMap((id) =>
      id === contactId ? [] : [{ contactId: id, name: names.get(id) ?? '' }],
    );
    const others = lines.filter(({ id }) => id !== coverId);
    return { name: names.get(contactId) ?? '', today, changed, others, people };
  });
}
