import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../prisma/client/client.ts';

export type Database = PrismaClient;

/** Connects on first use, with at most `poolSize` connections. */
export function openDatabase(url: string, poolSize = 10): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    // The adapter drops the offset of every timestamp it reads, which is right in UTC only.
    options: '-c TimeZone=UTC',
  });
  return new PrismaClient({ adapter });
}

export async function closeDatabase(database: Database): Promise<void> {
  await database.$disconnect();
}
