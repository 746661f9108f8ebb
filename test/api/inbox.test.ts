import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../api/app.ts';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { aldermere } from '../support/directory.ts';

let test: TestApp;
let browser: Browser;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  const { records, inbox, post, clock } = test;
  const place = await aldermere(records, clock.now);
  const app = await buildApp({
    records,
    config: { mode: 'test', publicUrl: 'http://localhost', cookieKey: Buffer.alloc(32, 1) },
    clock: () => clock.now,
    post,
    nudge: () => {},
    inbox: inbox.mailbox.received,
    log: { error: () => {}, info: () => {} },
  });
  browser = new Browser(app);
  await browser.post('/console/sign-in', { email: place.people.nadia.email });
  await inbox.waitFor(place.people.nadia.email, 'Sign in');
});
afterAll(() => test?.stop());

describe('the mailbox of a local installation', () => {
  it('lists what arrived, as a page and as JSON, for all or for one address', async () => {
    expect((await browser.get('/inbox')).body).toContain('Sign in now');
    const all = (await browser.get('/inbox/messages')).json() as { id: string; subject: string }[];
    expect(all.map(({ subject }) => subject)).toEqual([expect.stringContaining('Sign in now')]);
    expect((await browser.get('/inbox/messages?to=nobody@nowhere.example')).json()).toEqual([]);
  });

  it('shows a letter with its links, and as a mail program does without scripts', async () => {
    const page = await browser.get('/inbox/1');
    expect(page.body).toMatch(/href="http:\/\/localhost\/console\/sign-in\/[\w-]+"/);
    const html = await browser.get('/inbox/1/html');
    expect(html.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await browser.get('/inbox/2')).statusCode).toBe(404);
  });

  it('is not there for another machine, nor where real mail is sent', async () => {
    const away = await browser.app.inject({
      method: 'GET',
      url: '/inbox',
      remoteAddress: '10.1.2.3',
    });
    expect(away.statusCode).toBe(404);
    expect((await new Browser(test.app).get('/inbox')).statusCode).toBe(404);
  });
});
