import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../local/postgres.ts';
import {
  MIGRATION_LOCK,
  migrationsFolder,
  NO_FILTERS,
  readMigrations,
  schemaFiles,
  withSchemaEngine,
} from './schema-engine.ts';

/** Writes what changed between the migrations and `schema.prisma` as one more migration. */
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  throw new Error('usage: npm run new-migration -- <name_in_lower_case>');
}

const folder = mkdtempSync(join(tmpdir(), 'deepdive-migration-'));
const server = await startPostgres({
  folder: join(folder, 'data'),
  password: 'scratch',
  logFile: join(folder, 'postgres.log'),
});
try {
  const difference = {
    from: { tag: 'migrations' as const, ...readMigrations() },
    to: { tag: 'schemaDatamodel' as const, ...schemaFiles() },
    script: true,
    exitCode: null,
    filters: NO_FILTERS,
  };
  await server.ensureDatabase('scratch');
  const { stdout } = await withSchemaEngine(
    server.url('postgres'),
    (engine) => engine.diff(difference),
    server.url('scratch'),
  );
  write(name, stdout ?? '');
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

function write(suffix: string, sql: string): void {
  if (!/^\s*(?!--)\S/m.test(sql)) {
    console.log('the schema has not changed');
    return;
  }
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const target = join(migrationsFolder, `${stamp}_${suffix}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'migration.sql'), sql);
  writeFileSync(join(migrationsFolder, 'migration_lock.toml'), MIGRATION_LOCK);
  console.log(join(target, 'migration.sql'));
}
