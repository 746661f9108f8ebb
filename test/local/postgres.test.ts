import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { startPostgres } from '../../local/postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepdive-own-postgres-'));
chmodSync(folder, 0o711);
const own = { folder: join(folder, 'data'), logFile: join(folder, 'postgres.log') };
afterAll(() => rmSync(folder, { recursive: true }));

test('rows outlive a kill of the server, and a port in use moves it up', async () => {
  const taken = Number(new URL(inject('postgresUrl')).port);
  const first = await startPostgres({ ...own, password: 'p@ss word', port: taken });
  expect(first.port).toBeGreaterThan(taken);
  await first.ensureDatabase('kept');
  await query(first.url('kept'), 'CREATE TABLE said AS SELECT 1 AS once');
  process.kill(first.pid, 'SIGKILL');
  await first.ended;

  const second = await startPostgres({ ...own, password: 'p@ss word' });
  await second.ensureDatabase('kept');
  expect(await query(second.url('kept'), 'SELECT once FROM said')).toEqual([{ once: 1 }]);
  await second.stop();
});

test('a folder made with another password is named as the reason', async () => {
  const start = startPostgres({ ...own, password: 'another' });
  await expect(start).rejects.toThrow('another password');
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
