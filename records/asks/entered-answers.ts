import { randomUUID } from 'node:crypto';
import type { Received } from '../../domain/received.ts';
import { queueLetters } from '../letters/letters.ts';
import type { Actor } from '../store/events.ts';
import { type Key, openJson, sealJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** Which asks somebody may answer: their own, or anybody's for whoever enters it on their behalf. */
export function askedOf(by: Actor): { contactId?: string } {
  return by.onBehalf ? {} : { contactId: by.contactId ?? '' };
}

/**
 * Keeps how an answer reached the business unit that has entered it, and tells whoever was asked, so
 * that they can say if it is not what they said.
 */
export async function keepEntered(
  records: Records,
  tx: Transaction,
  given: {
    ask: { id: string; key: string; contactId: string; partnershipId: string };
    auditId: string;
    received: Received;
  },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { ask, auditId, received } = given;
  const { id: askId, partnershipId, contactId, key: thread } = ask;
  const key = await records.keyring.audit(tx, auditId);
  const id = randomUUID();
  await tx.enteredAnswer.create({
    data: {
      id,
      partnershipId,
      auditId,
      askId,
      receivedSealed: sealJson(key, placeOf(id), received),
      enteredAt: now,
      enteredById: by.contactId,
    },
  });
  const letter = { kind: 'answer/entered', contactId, auditId, ids: { ask: askId }, thread };
  await queueLetters(tx, [{ ...letter, partnershipId, key: `${thread}/entered/${id}`, now }]);
}

/** How the answers of an audit were received that were entered, by their asks; the newest of each. */
export async function enteredAnswers(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<Map<string, Received>> {
  const rows = await tx.enteredAnswer.findMany({
    where: { auditId },
    orderBy: { enteredAt: 'asc' },
  });
  return new Map(
    rows.map(({ id, askId, receivedSealed }) => {
      return [askId, openJson<Received>(key, placeOf(id), receivedSealed)];
    }),
  );
}

function placeOf(id: string): string {
  return `EnteredAnswer.receivedSealed/${id}`;
}
