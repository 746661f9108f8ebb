import { emailProblem } from '../../domain/email-address.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { unbound } from '../letters/post.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, lookupToken, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { personOf } from './directory.ts';

export interface ContactAddress {
  id: string;
  name: string;
  email: string;
  agency: string | null;
  bouncedAt: Date | null;
  bounceReason: string | null;
}

export async function contactAddress(
  records: Records,
  given: { partnershipId: string; contactId: string },
): Promise<ContactAddress | null> {
  return transaction(records, async (tx) => {
    const row = await tx.contact.findFirst({
      where: { id: given.contactId, partnershipId: given.partnershipId },
      include: { agency: { select: { name: true } } },
    });
    if (!row) return null;
    const { id, bouncedAt, bounceReason } = row;
    const { name, email } = await personOf(records, tx, id);
    return { id, name, email, agency: row.agency?.name ?? null, bouncedAt, bounceReason };
  });
}

export type AddressMended =
  /** How many letters leave again. */
  | { kind: 'mended'; letters: number }
  | { kind: 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * Gives somebody another address, or keeps it where the fault was elsewhere, and lets the letters
 * leave again that came back and still matter.
 */
export async function mendAddress(
  records: Records,
  input: { partnershipId: string; contactId: string; email: string },
  by: Actor,
  now: Date,
): Promise<AddressMended> {
  const email = input.email.trim();
  const wrong = emailProblem(email);
  if (wrong) return { kind: 'refused', problems: [{ field: 'email', message: wrong }] };
  return transaction(records, async (tx) => {
    const { partnershipId, contactId } = input;
    const contact = await tx.contact.findFirst({ where: { id: contactId, partnershipId } });
    if (!contact) return { kind: 'not-found' };
    const key = await records.keyring.partnership(tx, partnershipId);
    const emailToken = lookupToken(key, 'email', email);
    const other = await tx.contact.findUnique({
      where: { partnershipId_emailToken: { partnershipId, emailToken } },
    });
    if (other && other.id !== contactId) {
      const message = 'Somebody else in the directory has this address already.';
      return { kind: 'refused', problems: [{ field: 'email', message }] };
    }
    await tx.contact.update({
      where: { id: contactId },
      data: {
        emailSealed: seal(key, `Contact.emailSealed/${contactId}`, email),
        emailToken,
        bouncedAt: null,
        bounceReason: null,
      },
    });
    const letters = await sendAgain(tx, { partnershipId, contactId, now });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'address.mended',
      ids: { contact: contactId, letters },
      digests: { email: digest(key, email) },
      by,
      now,
    });
    return { kind: 'mended', letters };
  });
}

/** Letters that failed; whether each still matters is looked at once more when it leaves. */
export async function sendAgain(
  tx: Transaction,
  given: { partnershipId: string; contactId: string; now: Date },
): Promise<number> {
  const { partnershipId, contactId, now } = given;
  const failed = await tx.letter.findMany({
    where: { partnershipId, contactId, state: 'failed' },
    select: { id: true },
  });
  const ids = failed.map(({ id }) => id);
  // Each is written anew with a link of its own: the one that went to the old address opens nothing.
  await tx.linkToken.deleteMany({ where: { letterId: { in: ids } } });
  const { count } = await tx.letter.updateMany({
    where: { id: { in: ids }, state: 'failed' },
    data: {
      ...unbound,
      state: 'pending',
      nextAttemptAt: now,
      attempts: 0,
      failure: null,
      claimedAt: null,
    },
  });
  return count;
}
