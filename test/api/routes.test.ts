import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { routes as matrix } from './access-matrix.ts';

let test: TestApp;
let place: Aldermere;
let routes: { method: string; url: string }[];

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  await test.app.ready();
  routes = test.app.routeList;
});
afterAll(() => test?.stop());

const open = new Set(matrix.open);
const pathOf = (url: string) => url.replace(/:\w+/g, 'a1b2c3d4-0000-4000-8000-000000000000');

describe('every unsafe route', () => {
  it('refuses a form without the token of the page, whoever sends it', async () => {
    const reader = new Browser(test.app);
    await comeIn(test, reader, place.people.priya);
    const staff = new Browser(test.app);
    await signIn(test, staff, place.people.nadia.email);
    const unsafe = routes.filter(({ method, url }) => method !== 'GET' && !url.startsWith('/api/'));
    expect(unsafe.length).toBeGreaterThan(8);
    for (const browser of [new Browser(test.app), reader, staff]) {
      for (const { method, url } of unsafe) {
        for (const fields of [
          {},
          { _csrf: 'AAAAAAAA-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
        ]) {
          const reply = await browser.send(pathOf(url), fields);
          expect(`${method} ${url} ${reply.statusCode}`).toBe(`${method} ${url} 403`);
        }
      }
    }
  });
});

describe('every route', () => {
  // Others than the browsers above, which have used up their share of requests.
  const from = (remoteAddress: string, url: string) =>
    test.app.inject({ method: 'GET', url, remoteAddress });

  it('answers with the headers that keep a page to itself', async () => {
    for (const { method, url } of routes) {
      if (method !== 'GET' || url.startsWith('/assets/')) continue;
      const { headers } = await from('192.0.2.1', pathOf(url));
      expect(headers['cache-control'], url).toBe('no-store');
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
      expect(headers['referrer-policy'], url).toBe('no-referrer');
      expect(headers['x-content-type-options'], url).toBe('nosniff');
    }
  });

  it('refuses a query that it does not read', async () => {
    const free = new Set(['/', '/l/:token', '/l/:token/enter', '/l/:token/not-me', '/health']);
    for (const { method, url } of routes) {
      if (method !== 'GET' || free.has(url)) continue;
      const reply = await from('192.0.2.2', `${pathOf(url)}?zzz=1`);
      const refused = url.startsWith('/api/') && !open.has(`GET ${url}`) ? 401 : 400;
      expect(`${url} ${reply.statusCode}`).toBe(`${url} ${refused}`);
    }
  });
});
