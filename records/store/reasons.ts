import { randomUUID } from 'node:crypto';
import { type Key, open, seal } from './sealing.ts';
import type { Records, Transaction } from './transaction.ts';

/** Keeps why something was done beside the event, of an audit or of the partnership, that tells of it. */
export async function keepReason(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; auditId: string | null; seq: number; reason: string },
): Promise<void> {
  const { partnershipId, auditId, seq } = given;
  const key = auditId
    ? await records.keyring.audit(tx, auditId)
    : await records.keyring.partnership(tx, partnershipId);
  const id = randomUUID();
  const textSealed = seal(key, `EventReason.textSealed/${id}`, given.reason.trim());
  const chain = auditId ?? partnershipId;
  await tx.eventReason.create({ data: { id, partnershipId, chain, seq, textSealed } });
}

/** The reasons of an audit's events, by the events' numbers. */
export async function reasonsOf(
  tx: Transaction,
  key: Key,
  given: { auditId: string; seqs: number[] },
): Promise<Map<number, string>> {
  const rows = await tx.eventReason.findMany({
    where: { chain: given.auditId, seq: { in: given.seqs } },
  });
  return new Map(
    rows.map((row) => [row.seq, open(key, `EventReason.textSealed/${row.id}`, row.textSealed)]),
  );
}
