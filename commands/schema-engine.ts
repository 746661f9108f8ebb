import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

type SchemaEngine = import('@prisma/schema-engine-wasm').SchemaEngine;

export const NO_FILTERS = { externalTables: [], externalEnums: [] };

const prismaFolder = fileURLToPath(new URL('../prisma/', import.meta.url));
export const migrationsFolder = join(prismaFolder, 'migrations');
export const MIGRATION_LOCK = '# Written by Prisma; do not edit.\nprovider = "postgresql"\n';

// Node has it; the types of Node do not, and those of the browser would bring everything else along.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

let loaded = false;

/**
 * Lends Prisma's own schema engine on a database. The WebAssembly build is used because the native
 * one is a download from a host that a partnership's network need not reach. Where migrations are
 * replayed to see what they amount to, that happens in the empty database at `scratchUrl`.
 */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  use: (engine: SchemaEngine) => Promise<T>,
  scratchUrl = '',
): Promise<T> {
  if (!loaded) await load();
  const factory = new CatalogueReadingPg(databaseUrl, scratchUrl);
  const datamodels = schemaFiles().files.map(({ path, content }): [string, string] => [
    path,
    content,
  ]);
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const engine = await engineModule.SchemaEngine.new({ datamodels }, () => undefined, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
    // The engine's advisory lock is its session's: only closing the connections gives it back.
    await Promise.all(factory.pools.filter((pool) => !pool.ended).map((pool) => pool.end()));
  }
}

/**
 * The adapter refuses PostgreSQL's internal "char" type, which the engine meets whenever it reads a
 * database's structure, so columns of that type are passed off as text and then called characters.
 */
class CatalogueReadingPg extends PrismaPg {
  readonly pools: pg.Pool[] = [];
  readonly #scratchUrl: string;

  constructor(url: string, scratchUrl: string) {
    super(url);
    this.#scratchUrl = scratchUrl;
  }

  override async connect() {
    const adapter = await super.connect();
    this.pools.push(adapter.underlyingDriver());
    return readingCharacters(adapter);
  }

  // The adapter's own version works on the very database, not a copy, when it is given a URL.
  override async connectToShadowDb() {
    const scratch = new CatalogueReadingPg(this.#scratchUrl, this.#scratchUrl);
    const adapter = await scratch.connect();
    this.pools.push(...scratch.pools);
    return adapter;
  }
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

function readingCharacters(adapter: Adapter): Adapter {
  const characters = new Set<string>();
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const { CHAR, TEXT } = pg.types.builtins;
  pool.query = (async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID !== CHAR) continue;
      field.dataTypeID = TEXT;
      characters.add(field.name);
    }
    return result;
  }) as typeof pool.query;
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    const columnTypes = result.columnTypes.map((type, index) =>
      characters.has(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
  return adapter;
}

export function schemaFiles(folder = prismaFolder): SchemasContainer {
  const path = join(folder, 'schema.prisma');
  return { files: [{ path, content: readFileSync(path, 'utf8') }] };
}

/** Every migration in `folder`, oldest first, as the engine wants them. */
export function readMigrations(folder = migrationsFolder): MigrationList {
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: MIGRATION_LOCK },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

async function load(): Promise<void> {
  // Where the engine writes why it gave up; without it only "undefined" is to be seen.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
  });
  const require = createRequire(import.meta.url);
  const script = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = readFileSync(join(script, '..', 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engineModule,
  });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  loaded = true;
}
