import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** The names of contacts by their ids, in one query; ids of another partnership are not found. */
export async function namesOf(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; contactIds: Iterable<string | null | undefined> },
): Promise<Map<string, string>> {
  const ids = [...new Set(given.contactIds)].filter((id): id is string => Boolean(id));
  if (ids.length === 0) return new Map();
  const key = await records.keyring.partnership(tx, given.partnershipId);
  const rows = await tx.contact.findMany({
    where: { partnershipId: given.partnershipId, id: { in: ids } },
    select: { id: true, nameSealed: true },
  });
  return new Map(
    rows.map((row) => [row.id, open(key, `Contact.nameSealed/${row.id}`, row.nameSealed)]),
  );
}
