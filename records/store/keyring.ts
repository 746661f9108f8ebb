import { type Key, newKey, open, seal } from './sealing.ts';
import type { Transaction } from './transaction.ts';

/**
 * The data keys, unwrapped once and kept in memory. The configured master key wraps one key per
 * partnership (its directory) and one per audit (its case text), so that ending an audit's
 * readability is the deletion of one wrapped key.
 */
export interface Keyring {
  /** Makes a key for a new partnership or audit: remembers it and returns it wrapped for its row. */
  issue(kind: 'partnership' | 'audit', id: string): Uint8Array<ArrayBuffer>;
  partnership(tx: Transaction, partnershipId: string): Promise<Key>;
  audit(tx: Transaction, auditId: string): Promise<Key>;
}

export function openKeyring(masterKey: Key): Keyring {
  const known = new Map<string, Key>();
  const unwrap = (place: string, wrapped: Uint8Array): Key => {
    const key = Buffer.from(open(masterKey, place, wrapped), 'base64');
    known.set(place, key);
    return key;
  };
  return {
    issue(kind, id) {
      const place = `${kind}/${id}`;
      const key = newKey();
      known.set(place, key);
      return seal(masterKey, place, key.toString('base64'));
    },
    async partnership(tx, id) {
      const place = `partnership/${id}`;
      const key = known.get(place);
      if (key) return key;
      const row = await tx.partnership.findUniqueOrThrow({
        where: { id },
        select: { wrappedKey: true },
      });
      return unwrap(place, row.wrappedKey);
    },
    async audit(tx, id) {
      const place = `audit/${id}`;
      const key = known.get(place);
      if (key) return key;
      const row = await tx.audit.findUniqueOrThrow({ where: { id }, select: { wrappedKey: true } });
      return unwrap(place, row.wrappedKey);
    },
  };
}
