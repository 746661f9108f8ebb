import { randomUUID } from 'node:crypto';
import { appendEvent } from '../store/events.ts';
import { lookupToken } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { lockContacts } from './links.ts';
import { rolesNow } from './staff-member.ts';

/** An account as a sign-in service tells of it. */
export interface Account {
  issuer: string;
  /** The service's own name for it, which is never given to anybody else. */
  subject: string;
  /** Null where the service tells none, or none that is to be believed. */
  email: string | null;
}

export interface AccountPlace {
  partnershipId: string;
  partnershipName: string;
  contactId: string;
}

export type PlacesOfAccount =
  | { kind: 'known'; places: AccountPlace[] }
  /** `taken`: their address is in the directory, and another account is bound to its place. */
  | { kind: 'unknown' | 'taken' };

/**
 * Where somebody who came in by a sign-in service belongs. The first time their address leads to
 * their place, which is bound to the account from then on: an address that is given to somebody else
 * later does not open it.
 */
export async function placesOfAccount(
  records: Records,
  account: Account,
  now: Date,
): Promise<PlacesOfAccount> {
  return transaction(records, async (tx) => {
    const places: AccountPlace[] = [];
    let taken = false;
    const partnerships = await tx.partnership.findMany({ select: { id: true, name: true } });
    for (const { id: partnershipId, name: partnershipName } of partnerships) {
      const found = await placeIn(records, tx, { ...account, partnershipId }, now);
      if (found === 'taken') taken = true;
      else if (found) places.push({ partnershipId, partnershipName, contactId: found.contactId });
    }
    if (places.length > 0) return { kind: 'known', places };
    return { kind: taken ? 'taken' : 'unknown' };
  });
}

async function placeIn(
  records: Records,
  tx: Transaction,
  account: Account & { partnershipId: string },
  now: Date,
): Promise<{ contactId: string } | 'taken' | null> {
  const { partnershipId, issuer, email } = account;
  const key = await records.keyring.partnership(tx, partnershipId);
  // Not folded as addresses are: two accounts may differ in the case of a letter.
  const subjectToken = lookupToken(key, 'account', Buffer.from(account.subject).toString('hex'));
  const bound = await tx.staffAccount.findFirst({
    where: { partnershipId, issuer, subjectToken, releasedAt: null },
  });
  if (bound) return (await isStaff(tx, { ...bound, now })) ? bound : null;
  if (!email) return null;
  const emailToken = lookupToken(key, 'email', email);
  const contact = await tx.contact.findUnique({
    where: { partnershipId_emailToken: { partnershipId, emailToken } },
  });
  const contactId = contact?.id;
  if (!contactId || !(await isStaff(tx, { partnershipId, contactId, now }))) return null;
  await lockContacts(tx, [contactId]);
  const other = await tx.staffAccount.findFirst({
    where: { contactId, issuer, releasedAt: null },
  });
  if (other) return other.subjectToken === subjectToken ? { contactId } : 'taken';
  const id = randomUUID();
  await tx.staffAccount.create({
    data: { id, partnershipId, contactId, issuer, subjectToken, boundAt: now },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: 'staff-account.bound',
    ids: { contact: contactId, account: id },
    by: { contactId },
    now,
  });
  return { contactId };
}

async function isStaff(
  tx: Transaction,
  given: { partnershipId: string; contactId: string; now: Date },
): Promise<boolean> {
  return (await rolesNow(tx, given)).length > 0;
}
