import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';

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

/** What anybody may ask for; everything else is behind a code, a sign-in or a key. */
const open = new Set([
  'GET /',
  'GET /health',
  'GET /accessibility',
  'GET /privacy',
  'GET /cookies',
  'GET /assets/deepdive.css',
  'GET /assets/govuk/govuk-frontend.min.js',
  'GET /assets/autosave.js',
  'GET /assets/identifiers.js',
  'GET /assets/word-count.js',
  'GET /assets/icon.svg',
  'GET /assets/look/:partnership/colours.css',
  'GET /assets/look/:partnership/logo',
  'GET /l/:token',
  'POST /l/:token/code',
  'GET /l/:token/enter',
  'GET /l/:token/not-me',
  'GET /l/:token/urgent-concern',
  'GET /urgent-concern',
  'POST /l/:token/enter',
  'POST /l/:token/renew',
  'POST /asks/sign-out',
  'GET /console/sign-in',
  'POST /console/sign-in',
  'GET /console/sign-in/:token',
  'POST /console/sign-in/:token',
  'POST /console/sign-out',
  'GET /api/openapi.json',
]);

const behind = (prefix: RegExp) =>
  routes.filter(({ method, url }) => prefix.test(url) && !open.has(`${method} ${url}`));
const pathOf = (url: string) => url.replace(/:\w+/g, 'a1b2c3d4-0000-4000-8000-000000000000');

/** Every answer of a browser to every route, as `GET /asks 401`. */
async function answers(browser: Browser, list: typeof routes): Promise<string[]> {
  const told: string[] = [];
  const page = await browser.get('/console/sign-in');
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  for (const { method, url } of list) {
    const path = pathOf(url);
    const reply =
      method === 'GET' ? await browser.get(path) : await browser.send(path, { _csrf: csrf });
    told.push(`${method} ${url} ${reply.statusCode} ${reply.headers.location ?? ''}`.trim());
  }
  return told;
}

describe('without a code, a sign-in or a key', () => {
  it('no page of a link is shown and nothing is taken', async () => {
    const list = behind(
      /^\/(asks|returns|pack|work-plans|working-days|overseen|concerns|urgent-concern|l)\b/,
    );
    expect(list.length).toBeGreaterThan(0);
    const told = await answers(new Browser(test.app), list);
    expect(told).toEqual(list.map(({ method, url }) => `${method} ${url} 401`));
  });

  it('no page of the console is shown and nothing is taken', async () => {
    const list = behind(/^\/console\b/);
    const told = await answers(new Browser(test.app), list);
    const answer = (method: string) => (method === 'GET' ? '303 /console/sign-in' : '401');
    expect(told).toEqual(list.map(({ method, url }) => `${method} ${url} ${answer(method)}`));
  });

  it('no data is given to programs', async () => {
    const list = behind(/^\/api\b/);
    for (const { method, url } of list) {
      const request = { method: method as 'GET', url: pathOf(url) };
      for (const headers of [{}, { authorization: `Bearer ${'x'.repeat(43)}` }]) {
        const reply = await test.app.inject({ ...request, headers });
        expect(`${method} ${url} ${reply.statusCode}`).toBe(`${method} ${url} 401`);
        expect(reply.json()).toEqual({ error: 'unauthorised' });
      }
    }
  });

  it('there is no route but those', () => {
    const known = behind(
      /^\/(asks|returns|pack|work-plans|working-days|overseen|concerns|urgent-concern|l|console|api)\b/,
    ).length;
    expect(routes.filter(({ method, url }) => !open.has(`${method} ${url}`))).toHaveLength(known);
    const all = new Set(routes.map(({ method, url }) => `${method} ${url}`));
    expect([...open].filter((each) => !all.has(each))).toEqual([]);
  });
});

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
    const free = new Set(['/', '/l/:token', '/l/:token/enter', '/health']);
    for (const { method, url } of routes) {
      if (method !== 'GET' || free.has(url)) continue;
      const reply = await from('192.0.2.2', `${pathOf(url)}?zzz=1`);
      const refused = url.startsWith('/api/') && !open.has(`GET ${url}`) ? 401 : 400;
      expect(`${url} ${reply.statusCode}`).toBe(`${url} ${refused}`);
    }
  });
});
