import { afterAll } from 'vitest';
import { openDatabase } from '../../records/database.ts';
import { openKeyring } from '../../records/keyring.ts';
import { newKey } from '../../records/sealing.ts';
import type { Records } from '../../records/transaction.ts';
import { createDatabase } from './postgres.ts';

export interface Prepared<T> {
  made: T;
  /** A copy of the prepared rows for one test; `drop` it after the test. */
  copy(): Promise<{ records: Records; drop(): Promise<void> }>;
}

/** Prepares rows once for all tests of a group, each of which gets a database of its own with them. */
export async function prepared<T>(prepare: (records: Records) => Promise<T>): Promise<Prepared<T>> {
  const base = await createDatabase();
  afterAll(base.drop);
  const keyring = openKeyring(newKey());
  const database = openDatabase(base.url);
  const made = await prepare({ database, keyring });
  // PostgreSQL copies only a database that nobody is connected to.
  await database.$disconnect();
  return {
    made,
    async copy() {
      const copied = await createDatabase(new URL(base.url).pathname.slice(1));
      const own = openDatabase(copied.url);
      const drop = async () => {
        await own.$disconnect();
        await copied.drop();
      };
      return { records: { database: own, keyring }, drop };
    },
  };
}
