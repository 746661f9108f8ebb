import type { Prisma } from '../../prisma/client/client.ts';
import type { Database } from './database.ts';
import type { Keyring } from './keyring.ts';

/** What every record function is given: the database and the keys to what is sealed in it. */
export interface Records {
  database: Database;
  keyring: Keyring;
}

export type Transaction = Prisma.TransactionClient;

const triesAtMost = 6;

// By transaction and by database: an audit's own tool is sealed, and read wherever an audit is.
const keyrings = new WeakMap<object, Keyring>();

/** The keys of the records that a transaction, or a database that had one before, belongs to. */
export function keyringOf(tx: Transaction): Keyring {
  const keyring = keyrings.get(tx);
  if (!keyring) throw new Error('nothing was done in this database through a transaction before');
  return keyring;
}

/**
 * Runs one unit of work in one transaction and repeats it whole when PostgreSQL refuses it as a
 * serialisation failure or a deadlock; `work` must therefore have no effect but its rows.
 */
export async function transaction<T>(
  records: Records,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  keyrings.set(records.database, records.keyring);
  for (let tried = 1; ; tried += 1) {
    try {
      return await records.database.$transaction(
        (tx) => {
          keyrings.set(tx, records.keyring);
          return work(tx);
        },
        { maxWait: 10_000, timeout: 20_000 },
      );
    } catch (error) {
      if (tried >= triesAtMost || !isRepeatable(error)) throw error;
    }
  }
}

/** Prisma's own code for a write conflict, or PostgreSQL's for the same reported through the driver. */
function isRepeatable(error: unknown): boolean {
  const text =
    error instanceof Error ? `${(error as { code?: string }).code} ${error.message}` : '';
  return /\bP2034\b|\b40001\b|\b40P01\b|could not serialize|deadlock detected/.test(text);
}
