import type { StaffRole } from '../../domain/staff-roles.ts';
import { queueLetters } from '../letters/letters.ts';
import { lookupToken, sha256 } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { rolesNow } from './staff-member.ts';

/** Who may sign in by an emailed link: all staff, or only chairs and members of groups. */
export type ByEmail = 'all' | 'groups';

const lettersAnHour = 5;

/** Queues a sign-in letter for each partnership whose staff have this address; returns their keys. */
export async function inviteToSignIn(
  records: Records,
  given: { email: string; attempt: string; for?: ByEmail; now: Date },
): Promise<string[]> {
  const { email, attempt, for: whom = 'all', now } = given;
  return transaction(records, async (tx) => {
    const keys: string[] = [];
    for (const { id: partnershipId } of await tx.partnership.findMany({ select: { id: true } })) {
      const key = await records.keyring.partnership(tx, partnershipId);
      const contact = await tx.contact.findUnique({
        where: {
          partnershipId_emailToken: { partnershipId, emailToken: lookupToken(key, 'email', email) },
        },
      });
      if (!contact) continue;
      const roles = await rolesNow(tx, { partnershipId, contactId: contact.id, now });
      if (!maySignInByEmail(roles, whom)) continue;
      if (await wroteOften(tx, contact.id, now)) continue;
      const letterKey = `sign-in/${partnershipId}/${contact.id}/${attempt}`;
      await queueLetters(tx, [
        { partnershipId, key: letterKey, kind: 'sign-in', contactId: contact.id, ids: {}, now },
      ]);
      keys.push(letterKey);
    }
    return keys;
  });
}

function maySignInByEmail(roles: readonly StaffRole[], whom: ByEmail): boolean {
  if (roles.length === 0) return false;
  return whom === 'all' || roles.every((role) => role === 'chair' || role === 'member');
}

async function wroteOften(tx: Transaction, contactId: string, now: Date): Promise<boolean> {
  const queuedAt = { gt: new Date(now.getTime() - 60 * 60_000) };
  const count = await tx.letter.count({ where: { contactId, kind: 'sign-in', queuedAt } });
  return count >= lettersAnHour;
}

/** Whether a sign-in link can still be used; looking spends nothing. */
export async function isSignInOpen(records: Records, token: string, now: Date): Promise<boolean> {
  const found = await records.database.linkToken.findUnique({ where: { hash: sha256(token) } });
  return found?.purpose === 'sign-in' && !found.usedAt && found.expiresAt > now;
}

/** Spends a sign-in link, once; null when it was spent, has expired or is unknown. */
export async function spendSignIn(
  records: Records,
  token: string,
  now: Date,
  whom: ByEmail = 'all',
): Promise<{ partnershipId: string; contactId: string; linkId: string } | null> {
  return transaction(records, async (tx) => {
    const hash = sha256(token);
    const { count } = await tx.linkToken.updateMany({
      where: {
        hash,
        purpose: 'sign-in',
        usedAt: null,
        expiresAt: { gt: now },
        link: { endedAt: null },
      },
      data: { usedAt: now },
    });
    if (count === 0) return null;
    const { link, partnershipId } = await tx.linkToken.findUniqueOrThrow({
      where: { hash },
      include: { link: true },
    });
    const { contactId } = link;
    const roles = await rolesNow(tx, { partnershipId, contactId, now });
    return maySignInByEmail(roles, whom) ? { partnershipId, contactId, linkId: link.id } : null;
  });
}
