import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../commands/migrate.ts';
import {
  migrationsFolder,
  NO_FILTERS,
  readMigrations,
  schemaFiles,
  withSchemaEngine,
} from '../../commands/schema-engine.ts';
import { createDatabase, type TestDatabase } from '../support/postgres.ts';

let empty: TestDatabase;
let folder: string;

beforeEach(async () => {
  empty = await createDatabase('template0');
  folder = mkdtempSync(join(tmpdir(), 'deepdive-migrations-'));
});

afterEach(async () => {
  await empty.drop();
  rmSync(folder, { recursive: true });
});

test('an empty database gets every migration once, in order, as Prisma itself records it', async () => {
  writeMigration('20270101000000_case', 'CREATE TABLE "Case" ("id" TEXT PRIMARY KEY);');
  writeMigration('20270102000000_label', 'ALTER TABLE "Case" ADD COLUMN "label" TEXT;');
  const names = ['20270101000000_case', '20270102000000_label'];
  expect(await migrate(empty.url, folder)).toEqual(names);
  expect(await migrate(empty.url, folder)).toEqual([]);
  const recorded = await query('SELECT migration_name FROM _prisma_migrations ORDER BY 1');
  expect(recorded).toEqual(names.map((migration_name) => ({ migration_name })));
});

test('a later release adds only what is new and keeps the rows', async () => {
  writeMigration('20270101000000_case', 'CREATE TABLE "Case" ("id" TEXT PRIMARY KEY);');
  await migrate(empty.url, folder);
  await query(`INSERT INTO "Case" VALUES ('C3')`);
  writeMigration('20270102000000_label', 'ALTER TABLE "Case" ADD COLUMN "label" TEXT;');
  expect(await migrate(empty.url, folder)).toEqual(['20270102000000_label']);
  expect(await query('SELECT * FROM "Case"')).toEqual([{ id: 'C3', label: null }]);
});

test('several processes that migrate at once all succeed and only one does the work', async () => {
  writeMigration('20270101000000_case', 'CREATE TABLE "Case" ("id" TEXT PRIMARY KEY);');
  const runs = await Promise.all([1, 2, 3].map(() => migrate(empty.url, folder)));
  expect(runs.flat()).toEqual(['20270101000000_case']);
});

test('a migration that PostgreSQL refuses says why and which, and stops the next release', async () => {
  writeMigration('20270101000000_wrong', 'CREATE TABLE "Case" ("id" NOSUCHTYPE);');
  await expect(migrate(empty.url, folder)).rejects.toThrow(/nosuchtype[\s\S]*20270101000000_wrong/);
  await expect(migrate(empty.url, folder)).rejects.toThrow(/P3009|failed migrations/);
});

test('the migrations lead to the schema that the code is written against', async () => {
  const scratch = await createDatabase('template0');
  const { stdout } = await withSchemaEngine(
    empty.url,
    (engine) =>
      engine.diff({
        from: { tag: 'migrations', ...readMigrations(migrationsFolder) },
        to: { tag: 'schemaDatamodel', ...schemaFiles() },
        script: true,
        exitCode: null,
        filters: NO_FILTERS,
      }),
    scratch.url,
  );
  await scratch.drop();
  expect(stdout).toBe('-- This is an empty migration.\n');
});

function writeMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: empty.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
