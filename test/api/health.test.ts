import { afterAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../api/app.ts';
import type { ApiDependencies } from '../../api/dependencies.ts';
import { openDatabase } from '../../records/store/database.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import { freePort } from '../support/free-port.ts';
import { freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const opened: { close(): Promise<unknown> }[] = [];
afterAll(() => Promise.all(opened.map((each) => each.close())));

async function appOn(databaseUrl: string, more: Partial<ApiDependencies> = {}) {
  const database = openDatabase(databaseUrl);
  const app = await buildApp({
    records: { database, keyring: openKeyring(newKey()) },
    config: { mode: 'test', publicUrl: 'http://localhost', cookieKey: Buffer.alloc(32, 1) },
    clock: () => new Date('2027-01-11T10:00:00.000Z'),
    post: { send: async () => {} },
    nudge: () => {},
    log: { error: () => {}, info: () => {} },
    ...more,
  });
  opened.push({ close: async () => [await app.close(), await database.$disconnect()] });
  return app;
}

describe('the health page', () => {
  it('says that all is well', async () => {
    const reply = await (await appOn(url)).inject('/health');
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual({ status: 'ok', database: 'ok' });
  });

  it('says when the database cannot be reached', async () => {
    const away = new URL(url);
    away.port = String(await freePort());
    const reply = await (await appOn(away.href)).inject('/health');
    expect(reply.statusCode).toBe(503);
    expect(reply.json()).toEqual({ status: 'unavailable', database: 'unreachable' });
  });
});
