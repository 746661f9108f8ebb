import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApiKey, revokeApiKey } from '../../records/access/api-keys.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let elsewhere: Aldermere;
let audit: StartedAudit;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  elsewhere = await aldermere(test.records, test.clock.now, 'elsewhere');
  audit = await startedAudit(test.records, place, test.clock.now);
});
afterAll(() => test?.stop());

async function keyAt(at: Aldermere) {
  const made = { partnershipId: at.id, role: 'reader', label: 'Dashboard' } as const;
  return makeApiKey(test.records, made, { contactId: at.people.nadia.id }, test.clock.now);
}

const get = (url: string, key: string) =>
  test.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${key}` } });

describe('the JSON API', () => {
  it('lists the audits of the key’s own partnership', async () => {
    const here = await get('/api/audits', (await keyAt(place)).key);
    expect(here.statusCode).toBe(200);
    expect(here.json()).toEqual({
      audits: [
        {
          number: audit.number,
          state: 'open',
          process: 'wscp-deep-dive',
          startedAt: test.clock.now.toISOString(),
          endedAt: null,
        },
      ],
    });
    const there = await get('/api/audits', (await keyAt(elsewhere)).key);
    expect(there.json()).toEqual({ audits: [] });
  });

  it('is closed to a key from the moment it is revoked', async () => {
    const { id, key } = await keyAt(place);
    const by = { contactId: place.people.nadia.id };
    const other = { partnershipId: elsewhere.id, id };
    expect(await revokeApiKey(test.records, other, by, test.clock.now)).toBe(false);
    expect((await get('/api/audits', key)).statusCode).toBe(200);
    await revokeApiKey(test.records, { partnershipId: place.id, id }, by, test.clock.now);
    expect((await get('/api/audits', key)).statusCode).toBe(401);
  });

  it('says in which field a request is wrong', async () => {
    const reply = await get('/api/audits?zzz=1', (await keyAt(place)).key);
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ error: 'bad-request', problems: [{}] });
    expect((await get('/api/nothing', 'x')).json()).toEqual({ error: 'not-found' });
  });

  it('describes every route of its own, and that a key is needed', async () => {
    const document = (await test.app.inject('/api/openapi.json')).json();
    const routes = test.app.routeList
      .filter(({ url }) => url.startsWith('/api/') && url !== '/api/openapi.json')
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(document.paths as Record<string, object>).flatMap(
      ([path, operations]) =>
        Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes.sort());
    expect(document.security).toEqual([{ key: [] }]);
  });
});
