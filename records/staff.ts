import { dateOf } from '../domain/calendar.ts';
import { personOf } from './directory.ts';
import { queueLetters } from './letters.ts';
import { lookupToken, sha256 } from './sealing.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

/** What a member of the business unit may do: editors act, readers look. */
export type StaffRole = 'editor' | 'reader';

export interface StaffMember {
  partnershipId: string;
  partnershipName: string;
  contactId: string;
  name: string;
  role: StaffRole;
}

const lettersAnHour = 5;
const editors = ['officer', 'officer-deputy', 'manager', 'editor'];

/** Queues a sign-in letter for each partnership whose staff have this address; returns their keys. */
export async function inviteToSignIn(
  records: Records,
  given: { email: string; attempt: string; now: Date },
): Promise<string[]> {
  const { email, attempt, now } = given;
  return transaction(records, async (tx) => {
    const keys: string[] = [];
    for (const { id: partnershipId } of await tx.partnership.findMany({ select: { id: true } })) {
      const key = await records.keyring.partnership(tx, partnershipId);
      const contact = await tx.contact.findUnique({
        where: {
          partnershipId_emailToken: { partnershipId, emailToken: lookupToken(key, 'email', email) },
        },
      });
      if (!contact || !(await roleOf(tx, { partnershipId, contactId: contact.id, now }))) continue;
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
    const role = await roleOf(tx, { partnershipId, contactId, now });
    return role ? { partnershipId, contactId, linkId: link.id } : null;
  });
}

/** Who a signed-in member of staff is today; null once they hold no role any more. */
export async function staffMember(
  records: Records,
  given: { partnershipId: string; contactId: string; now: Date },
): Promise<StaffMember | null> {
  return transaction(records, async (tx) => {
    const role = await roleOf(tx, given);
    if (!role) return null;
    const { partnershipId, contactId } = given;
    const { name } = await personOf(records, tx, contactId);
    const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
    return { partnershipId, partnershipName: partnership.name, contactId, name, role };
  });
}

async function roleOf(
  tx: Transaction,
  { partnershipId, contactId, now }: { partnershipId: string; contactId: string; now: Date },
): Promise<StaffRole | null> {
  const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const today = dateOf(now, zone);
  const held = await tx.roleHolding.findMany({
    where: {
      partnershipId,
      contactId,
      role: { in: [...editors, 'reader'] },
      // The same words may be roles of an agency or a body: those open nothing here.
      agencyId: null,
      bodyId: null,
      fromDate: { lte: today },
      OR: [{ toDate: null }, { toDate: { gte: today } }],
      contact: { leftAt: null },
    },
    select: { role: true },
  });
  if (held.some(({ role }) => editors.includes(role))) return 'editor';
  return held.length > 0 ? 'reader' : null;
}
