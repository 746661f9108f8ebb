import { randomUUID } from 'node:crypto';
import { queueLetters } from '../letters/letters.ts';
import { newToken, sha256 } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

const asksTokenDays = 180;
const signInTokenMinutes = 30;

/**
 * A new token to a person's link: the link is one per person, each letter has a token of its own,
 * and only the token's hash is kept. Ending the link ends all of them.
 */
export async function issueLinkToken(
  tx: Transaction,
  given: {
    partnershipId: string;
    contactId: string;
    letterId: string | null;
    purpose: 'asks' | 'sign-in';
    now: Date;
  },
): Promise<string> {
  const { partnershipId, contactId, letterId, purpose, now } = given;
  await lockContacts(tx, [contactId]);
  const open = await tx.link.findFirst({ where: { partnershipId, contactId, endedAt: null } });
  const linkId = open?.id ?? randomUUID();
  if (!open) {
    await tx.link.create({ data: { id: linkId, partnershipId, contactId, startedAt: now } });
  }
  const minutes = purpose === 'sign-in' ? signInTokenMinutes : asksTokenDays * 24 * 60;
  const { token, hash } = newToken();
  await tx.linkToken.create({
    data: {
      hash,
      partnershipId,
      linkId,
      letterId,
      purpose,
      expiresAt: new Date(now.getTime() + minutes * 60_000),
      createdAt: now,
    },
  });
  return token;
}

/** Of two letters that are written at once for one person, the later finds the link of the first. */
export async function lockContacts(tx: Transaction, contactIds: string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM "Contact" WHERE id = ANY(${contactIds}::text[]) ORDER BY id FOR NO KEY UPDATE`;
}

/** Ends a person's link: every letter's token and every signed-in browser with it. */
export async function endLink(
  tx: Transaction,
  given: { contactId: string; why: 'handed-over' | 'revoked' | 'left'; now: Date },
): Promise<void> {
  const { contactId, why, now } = given;
  const links = await tx.link.findMany({ where: { contactId, endedAt: null } });
  const ids = links.map((link) => link.id);
  await tx.link.updateMany({ where: { id: { in: ids } }, data: { endedAt: now, endedWhy: why } });
  await tx.session.updateMany({
    where: { linkId: { in: ids }, revokedAt: null },
    data: { revokedAt: now },
  });
}

export type FoundLink =
  | { kind: 'open'; partnershipId: string; contactId: string; linkId: string }
  | { kind: 'expired'; partnershipId: string; contactId: string; linkId: string }
  | { kind: 'ended'; partnershipId: string; why: string }
  | { kind: 'unknown' };

/** What a link's token opens; an unknown one tells nothing. */
export async function findLink(
  { database }: Pick<Records, 'database'>,
  token: string,
  now: Date,
): Promise<FoundLink> {
  const rows = await database.$queryRaw<LinkRow[]>`
    SELECT t."partnershipId", t."expiresAt", l.id, l."contactId", l."endedAt", l."endedWhy",
      c."leftAt"
    FROM "LinkToken" t
    JOIN "Link" l ON l.id = t."linkId"
    JOIN "Contact" c ON c.id = l."contactId"
    WHERE t.hash = ${sha256(token)} AND t.purpose = 'asks'`;
  const row = rows[0];
  if (!row) return { kind: 'unknown' };
  const { partnershipId, contactId } = row;
  if (row.endedAt) return { kind: 'ended', partnershipId, why: row.endedWhy ?? 'revoked' };
  if (row.leftAt) return { kind: 'ended', partnershipId, why: 'left' };
  const kind = row.expiresAt <= now ? 'expired' : 'open';
  return { kind, partnershipId, contactId, linkId: row.id };
}

/** A code was entered by way of a letter's link: a person has opened it, not only a mail scanner. */
export async function rememberOpened(
  { database }: Pick<Records, 'database'>,
  token: string,
  now: Date,
): Promise<void> {
  await database.linkToken.updateMany({
    where: { hash: sha256(token), purpose: 'asks', usedAt: null },
    data: { usedAt: now },
  });
}

/** When each of some letters was opened by a person, by the letters' ids. */
export async function openedLetters(
  tx: Transaction,
  letters: readonly { id: string; insideId: string | null }[],
): Promise<Map<string, Date>> {
  // The token is that of the email, which is named after the first of the letters in it.
  const emailOf = (letter: { id: string; insideId: string | null }) => letter.insideId ?? letter.id;
  const rows = await tx.linkToken.findMany({
    where: { letterId: { in: letters.map(emailOf) }, purpose: 'asks', usedAt: { not: null } },
    select: { letterId: true, usedAt: true },
  });
  const opened = new Map(rows.map(({ letterId, usedAt }) => [letterId, usedAt]));
  return new Map(
    letters.flatMap((letter) => {
      const at = opened.get(emailOf(letter));
      return at ? [[letter.id, at] as const] : [];
    }),
  );
}

/** The urgent concern that a letter's link was sent for, by its number; null for every other letter. */
export async function concernOfLink(
  { database }: Pick<Records, 'database'>,
  token: string,
): Promise<string | null> {
  const rows = await database.$queryRaw<{ number: string }[]>`
    SELECT c.number FROM "LinkToken" t
    JOIN "Letter" l ON l.id = t."letterId"
    JOIN "UrgentConcern" c ON c.id = l.ids->>'concern' AND c."partnershipId" = t."partnershipId"
    WHERE t.hash = ${sha256(token)}`;
  return rows[0]?.number ?? null;
}

interface LinkRow {
  partnershipId: string;
  expiresAt: Date;
  id: string;
  contactId: string;
  endedAt: Date | null;
  endedWhy: string | null;
  leftAt: Date | null;
}

/** Queues a letter with a new link, at most one an hour, and returns its key. */
export async function renewLink(
  records: Records,
  link: { partnershipId: string; contactId: string; linkId: string },
  now: Date,
): Promise<string> {
  const { partnershipId, contactId, linkId } = link;
  const key = `new-link/${linkId}/${now.toISOString().slice(0, 13)}`;
  await transaction(records, (tx) =>
    queueLetters(tx, [{ partnershipId, key, kind: 'new-link', contactId, ids: {}, now }]),
  );
  return key;
}
