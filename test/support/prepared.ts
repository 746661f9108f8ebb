import { afterAll, afterEach } from 'vitest';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { lendDatabase } from './lent-database.ts';
import { createDatabase, type TestDatabase } from './postgres.ts';

/** Rows that take long to make, made once for a test file, of which each test gets a copy. */
export interface Prepared<T> {
  given: T;
  /** A copy of the rows, dropped after the test. */
  fresh(): Promise<Records>;
}

/** To be called at the top of a test file. */
export async function prepared<T>(make: (records: Records) => Promise<T>): Promise<Prepared<T>> {
  const masterKey = newKey();
  const opened = ({ url }: TestDatabase): Records => ({
    database: lendDatabase(url),
    keyring: openKeyring(masterKey),
  });
  const original = await createDatabase();
  afterAll(original.drop);
  const first = opened(original);
  const given = await make(first);
  await first.database.$disconnect();
  const copies: { records: Records; copy: TestDatabase }[] = [];
  afterEach(async () => {
    for (const { records, copy } of copies.splice(0)) {
      await records.database.$disconnect();
      await copy.drop();
    }
  });
  return {
    given,
    async fresh() {
      const copy = await createDatabase(new URL(original.url).pathname.slice(1));
      const records = opened(copy);
      copies.push({ records, copy });
      return records;
    },
  };
}
