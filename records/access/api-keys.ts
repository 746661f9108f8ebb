import { randomUUID } from 'node:crypto';
import { type Actor, appendEvent } from '../store/events.ts';
import { newToken, sha256 } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** What a program may do with a key. */
export type KeyRole = 'editor' | 'reader';

export interface ApiKeyRow {
  id: string;
  label: string;
  role: KeyRole;
  createdAt: Date;
  revokedAt: Date | null;
}

/** Makes a key for programs; the key itself is given back once and only its hash is kept. */
export async function makeApiKey(
  records: Records,
  input: { partnershipId: string; role: KeyRole; label: string },
  by: Actor,
  now: Date,
): Promise<{ id: string; key: string }> {
  return transaction(records, async (tx) => {
    const { partnershipId, role } = input;
    const { token, hash } = newToken();
    const id = randomUUID();
    const label = input.label.trim();
    const createdById = by.contactId;
    await tx.apiKey.create({
      data: { id, partnershipId, hash, role, label, createdAt: now, createdById },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'api-key.made',
      ids: { key: id, role },
      by,
      now,
    });
    return { id, key: token };
  });
}

/** Ends a key at once; true also where it had ended before. */
export async function revokeApiKey(
  records: Records,
  input: { partnershipId: string; id: string },
  by: Actor,
  now: Date,
): Promise<boolean> {
  return transaction(records, async (tx) => {
    const { partnershipId, id } = input;
    const known = await tx.apiKey.findFirst({ where: { id, partnershipId } });
    if (!known) return false;
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return true;
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'api-key.revoked',
      ids: { key: id },
      by,
      now,
    });
    return true;
  });
}

export async function apiKeysOf(records: Records, partnershipId: string): Promise<ApiKeyRow[]> {
  const rows = await records.database.apiKey.findMany({
    where: { partnershipId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map(({ id, label, role, createdAt, revokedAt }) => {
    return { id, label, role: role as KeyRole, createdAt, revokedAt };
  });
}

export interface ApiKeyHolder {
  id: string;
  partnershipId: string;
  role: KeyRole;
  /** Who made the key and answers for what is done with it; null for one that no person made. */
  madeById: string | null;
}

/** What a key may do; null for one that is unknown or has been revoked. */
export async function findApiKey(records: Records, key: string): Promise<ApiKeyHolder | null> {
  const row = await records.database.apiKey.findUnique({ where: { hash: sha256(key) } });
  if (!row || row.revokedAt) return null;
  const { id, partnershipId, createdById } = row;
  return { id, partnershipId, role: row.role as KeyRole, madeById: createdById };
}
