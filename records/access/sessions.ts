import { dateOf, instantAt } from '../../domain/calendar.ts';
import { appendEvent } from '../store/events.ts';
import { newToken, sha256 } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** A contact's browser, let in by link and mailed code, or a member of staff's. */
export type SessionKind = 'link' | 'staff';

const hourMs = 3_600_000;
const idleMs: Record<SessionKind, number> = { link: 4 * hourMs, staff: hourMs };
const longestMs = 12 * hourMs;
const endOfWorkingDay = '20:00';
// Whoever comes in during the evening is not cut off while typing.
const shortestMs = 4 * hourMs;
// Once a minute is enough: reading pages need not write a row each time.
const seenEveryMs = 60_000;

/**
 * Signs a browser in with a new secret, of which only the hash is kept; the session that the same
 * browser had before, `replaces`, ends.
 */
export async function openSession(
  records: Records,
  given: {
    kind: SessionKind;
    partnershipId: string;
    contactId: string;
    linkId?: string | null;
    replaces?: string | undefined;
    now: Date;
  },
): Promise<string> {
  const { kind, partnershipId, contactId, linkId = null, replaces, now } = given;
  const { token, hash } = newToken();
  await transaction(records, async (tx) => {
    if (replaces) await endSession(tx, replaces, now);
    const { zone } = await tx.partnership.findUniqueOrThrow({
      where: { id: partnershipId },
      select: { zone: true },
    });
    const expiresAt = kind === 'link' ? endOfDay(now, zone) : later(now, longestMs);
    await tx.session.create({
      data: {
        hash,
        partnershipId,
        kind,
        contactId,
        linkId,
        createdAt: now,
        seenAt: now,
        expiresAt,
      },
    });
    await tell(tx, 'session.begun', { kind, partnershipId, contactId, now });
  });
  return token;
}

/** One code covers the working day: until 20:00 there, but at least 4 and at most 12 hours. */
export function endOfDay(now: Date, zone: string): Date {
  const evening = Date.parse(instantAt(dateOf(now, zone), endOfWorkingDay, zone)) - now.getTime();
  return later(now, Math.min(Math.max(evening, shortestMs), longestMs));
}

/** Who is signed in with a secret; null when it is unknown, ended, too old or idle for too long. */
export async function findSession(
  { database }: Pick<Records, 'database'>,
  given: { kind: SessionKind; token: string; now: Date },
): Promise<{ partnershipId: string; contactId: string; linkId: string | null } | null> {
  const row = await database.session.findUnique({ where: { hash: sha256(given.token) } });
  if (!row || !(await isSignedIn(database, row, given))) return null;
  return { partnershipId: row.partnershipId, contactId: row.contactId, linkId: row.linkId };
}

/** What has to be read of a session to know whether it still lets somebody in. */
export interface SessionRow {
  hash: string;
  kind: string;
  seenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** Whether a session is of this kind, and neither ended, too old nor idle for too long. */
export async function isSignedIn(
  database: Pick<Transaction, 'session'>,
  { hash, ...row }: SessionRow,
  { kind, now }: { kind: SessionKind; now: Date },
): Promise<boolean> {
  if (row.kind !== kind || row.revokedAt || row.expiresAt <= now) return false;
  const idle = now.getTime() - row.seenAt.getTime();
  if (idle > idleMs[kind]) return false;
  if (idle > seenEveryMs) {
    await database.session.updateMany({ where: { hash, revokedAt: null }, data: { seenAt: now } });
  }
  return true;
}

/** Signs a browser out. */
export async function revokeSession(records: Records, token: string, now: Date): Promise<void> {
  await transaction(records, (tx) => endSession(tx, token, now));
}

async function endSession(tx: Transaction, token: string, now: Date): Promise<void> {
  const hash = sha256(token);
  const { count } = await tx.session.updateMany({
    where: { hash, revokedAt: null },
    data: { revokedAt: now },
  });
  if (count === 0) return;
  const { kind, partnershipId, contactId } = await tx.session.findUniqueOrThrow({
    where: { hash },
  });
  await tell(tx, 'session.ended', { kind, partnershipId, contactId, now });
}

async function tell(
  tx: Transaction,
  what: 'session.begun' | 'session.ended',
  given: { kind: string; partnershipId: string; contactId: string; now: Date },
): Promise<void> {
  const { kind, partnershipId, contactId, now } = given;
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: what,
    ids: { kind },
    by: { contactId },
    now,
  });
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
