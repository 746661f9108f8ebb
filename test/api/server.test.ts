import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApi, startApi } from '../../api/server.ts';
import { readConfig } from '../../config.ts';
import { newKey } from '../../records/store/sealing.ts';
import { freePort } from '../support/free-port.ts';
import { freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const lines: string[] = [];
let api: RunningApi;

beforeAll(async () => {
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: url,
    // Nobody listens at either: people's answers are taken all the same.
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
    MAIL_FROM: 'audits@aldermere.example',
    PUBLIC_URL: 'http://localhost:3000',
    PORT: '0',
    MASTER_KEY: newKey().toString('base64'),
    COOKIE_KEY: newKey().toString('base64'),
  });
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  api = await startApi(config, log);
});
afterAll(() => api?.stop());

it('serves while Temporal and the mail server are away, and writes no address to the log', async () => {
  const health = await fetch(`${api.address}/health`);
  expect(await health.json()).toEqual({ status: 'ok', database: 'ok' });
  const secret = 'aSecretTokenOfSomebodysLink';
  const link = await fetch(`${api.address}/l/${secret}`);
  expect(link.status).toBe(404);
  expect(lines.join('')).toContain('"route":"/l/:token"');
  expect(lines.join('')).not.toContain(secret);
});

it('refuses a form of two megabytes', async () => {
  const reply = await fetch(`${api.address}/console/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `email=${'a'.repeat(2_000_000)}`,
  });
  expect(reply.status).toBe(413);
});
