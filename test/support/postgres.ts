import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../commands/migrate.ts';
import { startPostgres } from '../../local/postgres.ts';
import { temporaryFolder } from '../../rehearsal/temporary-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

const TEMPLATE = 'deepdive_template';

/** Starts the one PostgreSQL of this run and migrates the database that all others are copies of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = temporaryFolder('deepdive-postgres-');
  const server = await startPostgres({
    folder: join(folder.path, 'data'),
    password: 'test',
    logFile: join(folder.path, 'postgres.log'),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '200',
    },
    // After the server's own end, which is told to it at the exit too.
  }).finally(() => process.once('exit', folder.remove));
  await server.ensureDatabase(TEMPLATE);
  await migrate(server.url(TEMPLATE));
  project.provide('postgresUrl', server.url('postgres'));
  return () => server.stop();
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * A migrated database of this test file's own, dropped after its last test. To be called at the top
 * of the file (`const { url } = await freshDatabase()`); inside a test, use `createDatabase`.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  afterAll(database.drop);
  return database;
}

/** A migrated database that the caller drops; an empty one with `template0`. */
export async function createDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}
