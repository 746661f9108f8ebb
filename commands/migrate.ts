import { Connection } from '@temporalio/client';
import pg from 'pg';
import { migrationsFolder, NO_FILTERS, readMigrations, withSchemaEngine } from './schema-engine.ts';
import { registerSearchAttributes } from './search-attributes.ts';

const TURN = 4_021_964;

/**
 * Brings the database to the newest schema and returns the names of the migrations it applied.
 * Several processes may call it at once: the others wait for the first and find nothing to do.
 */
export async function migrate(databaseUrl: string, folder = migrationsFolder): Promise<string[]> {
  const turn = new pg.Client({ connectionString: databaseUrl });
  await turn.connect();
  try {
    // The engine has a lock of its own, but gives up after ten seconds.
    await turn.query('SELECT pg_advisory_lock($1)', [TURN]);
    const input = { migrationsList: readMigrations(folder), filters: NO_FILTERS };
    const output = await withSchemaEngine(databaseUrl, (engine) => engine.applyMigrations(input));
    return output.appliedMigrationNames;
  } finally {
    await turn.end();
  }
}

/** `npm run migrate`: the database, and the search attributes of the Temporal it is used with. */
async function main(): Promise<void> {
  const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY } = process.env;
  if (!DATABASE_URL) throw new Error('DATABASE_URL is missing');
  const applied = await migrate(DATABASE_URL);
  console.log(applied.length === 0 ? 'The database is up to date.' : applied.join('\n'));
  if (!TEMPORAL_ADDRESS) {
    console.log('TEMPORAL_ADDRESS is not set: no search attributes were registered.');
    return;
  }
  const secure = TEMPORAL_API_KEY ? { apiKey: TEMPORAL_API_KEY, tls: true } : {};
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS, ...secure });
  await registerSearchAttributes(connection, TEMPORAL_NAMESPACE ?? 'default');
  await connection.close();
  console.log('Every search attribute is registered.');
}

if (import.meta.filename === process.argv[1]) {
  await main();
  // The engine leaves the timer of its own lock running for ten seconds.
  process.exit();
}
