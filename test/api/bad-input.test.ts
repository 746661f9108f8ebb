import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';

let test: TestApp;
let place: Aldermere;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
});
afterAll(() => test?.stop());

const form = 'application/x-www-form-urlencoded';
const jsonOf = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('a form that no page of ours sends', () => {
  it.each([
    ['another key', 'email=a%40b.example&role=editor'],
    ['a key of every object', 'email=a%40b.example&__proto__=1'],
    ['a constructor', 'email=a%40b.example&constructor=1'],
    ['a list for a text', 'email=a%40b.example&email=c%40d.example'],
    ['nothing of what it asks for', 'mail=a'],
    ['an endless text', `email=${'a'.repeat(400)}%40b.example`],
  ])('is refused: %s', async (_what, fields) => {
    const browser = new Browser(test.app);
    const page = await browser.get('/console/sign-in');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const cookies = Object.fromEntries(browser.cookies);
    const payload = `${fields}&_csrf=${encodeURIComponent(csrf)}`;
    const headers = { 'content-type': form };
    const before = await test.records.database.letter.count();
    const reply = await test.app.inject({
      method: 'POST',
      url: '/console/sign-in',
      cookies,
      headers,
      payload,
    });
    expect(reply.statusCode).toBe(400);
    expect(reply.body).toContain('That form could not be read');
    expect(await test.records.database.letter.count()).toBe(before);
  });

  it.each([
    ['more than a megabyte', form, `email=${'a'.repeat(1_100_000)}`, 413],
    ['JSON that is none', 'application/json', '{"email":', 400],
    ['JSON that changes every object', 'application/json', '{"__proto__":{"role":"editor"}}', 400],
    ['JSON ten thousand levels deep', 'application/json', jsonOf(10_000), 403],
    ['another kind of body', 'text/xml', '<a/>', 415],
    ['a file from a stranger', 'multipart/form-data; boundary=x', '--x--', 415],
  ])('is refused: %s', async (_what, type, payload, status) => {
    const headers = { 'content-type': type };
    const reply = await test.app.inject({
      method: 'POST',
      url: '/console/sign-in',
      headers,
      payload,
    });
    expect(reply.statusCode).toBe(status);
    expect(reply.headers['content-type']).toContain('text/html');
    expect(reply.body).toContain('<h1');
    expect(test.faults).toEqual([]);
  });

  it.each([
    '/l/%zz',
    `/l/${'x'.repeat(5_000)}`,
    '/asks/%00',
    '/asks/..%2f..%2fconsole',
    '/%E2%80%AE',
  ])('is refused at an address that is none: %s', async (url) => {
    const { statusCode, headers } = await test.app.inject({ method: 'GET', url });
    expect([400, 401, 404]).toContain(statusCode);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(test.faults).toEqual([]);
  });
});

describe('what somebody types', () => {
  const hostile = `<script>alert(1)</script>{{ 7*7 }}"'\r\nX-Injected: 1`;

  it('is shown again literally when it is no address', async () => {
    const browser = new Browser(test.app);
    const reply = await browser.post('/console/sign-in', { email: hostile });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('There is a problem');
    expect(reply.body).not.toContain('<script>alert');
    expect(reply.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}');
    expect(reply.headers['x-injected']).toBeUndefined();
  });

  it('is shown once more to be copied when they have been signed out meanwhile', async () => {
    const browser = new Browser(test.app);
    await signIn(test, browser, place.people.nadia.email);
    const page = await browser.get('/console/sign-in');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const { now } = test.clock;
    test.clock.now = new Date(now.getTime() + 61 * 60_000);
    const staffPage = test.app.routeList.find(
      ({ method, url }) => method === 'POST' && /^\/console\/audits\b/.test(url),
    );
    const readerPage = { url: '/asks/:ask/answer' };
    for (const { url } of [staffPage ?? readerPage, readerPage]) {
      const reply = await browser.send(url.replace(/:\w+/g, 'x'), { _csrf: csrf, text: hostile });
      expect(reply.statusCode).toBe(401);
      expect(reply.body).toContain('What you had typed');
      expect(reply.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}');
    }
    test.clock.now = now;
  });

  it('is not shown when another site has sent it', async () => {
    const payload = `text=${encodeURIComponent('Call this number at once: 0900 123456')}`;
    const headers = { 'content-type': form, 'sec-fetch-site': 'cross-site' };
    const reply = await test.app.inject({
      method: 'POST',
      url: '/asks/sign-out',
      headers,
      payload,
    });
    expect(reply.statusCode).toBe(403);
    expect(reply.body).not.toContain('0900');
  });
});

describe('a fault', () => {
  it('is logged once with ids only, and answered with its reference and nothing else', async () => {
    const { email } = place.people.grace;
    const browser = new Browser(test.app);
    const link = await comeIn(test, browser, place.people.grace);
    await test.records.database.$executeRaw`ALTER TABLE "Contact" RENAME TO "ContactAway"`;
    const posted = await browser.post('/console/sign-in', { email });
    const shown = await browser.get(link);
    await test.records.database.$executeRaw`ALTER TABLE "ContactAway" RENAME TO "Contact"`;

    expect([posted.statusCode, shown.statusCode]).toEqual([500, 500]);
    expect(test.faults).toHaveLength(2);
    for (const [position, reply] of [posted, shown].entries()) {
      const reference = /Reference: <strong>([0-9A-F]{8})</.exec(reply.body)?.[1] ?? 'none';
      expect(test.faults[position]).toContain(reference);
      expect(reply.body).not.toMatch(/Contact|prisma|relation|\.ts\b/i);
    }
    const log = [...test.faults, ...test.logged].join('\n');
    expect(log).toContain('/l/:token');
    for (const secret of [email, link.slice(3), 'Grace', 'Okafor'])
      expect(log).not.toContain(secret);
  });
});
