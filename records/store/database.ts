import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaClient } from '../../prisma/client/client.ts';

export type Database = PrismaClient;

/** Connects on first use, with at most `poolSize` connections. */
export function openDatabase(url: string, poolSize = 10): Database {
  return clientOn(connectionsTo(url, poolSize));
}

export function clientOn(adapter: SqlDriverAdapterFactory): Database {
  return new PrismaClient({ adapter });
}

/** The connections of a client, each with its own prepared statements. */
export function connectionsTo(url: string, poolSize = 10): SqlDriverAdapterFactory {
  const connection = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    // The adapter drops the offset of every timestamp it reads, which is right in UTC only.
    options: '-c TimeZone=UTC',
  };
  return new PrismaPg(connection, { statementNameGenerator: statementNames() });
}

/** Lists of ids make a statement for each of their lengths; what comes later is not kept. */
const keptAtMost = 1000;

/**
 * Names statements, so that each connection has PostgreSQL parse them once and not each time: planning
 * takes it longer than reading the few rows that most of them want.
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    // PostgreSQL parses what has no name anew.
    if (known !== undefined || names.size >= keptAtMost) return known ?? '';
    const name = createHash('sha256').update(sql).digest('base64url').slice(0, 32);
    names.set(sql, name);
    return name;
  };
}

export async function closeDatabase(database: Database): Promise<void> {
  await database.$disconnect();
}
