import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import type { SignInSettings } from '../../config.ts';
import { Browser, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import {
  type RunningSignInService,
  type ServiceAccount,
  startSignInService,
} from '../support/sign-in-service.ts';

let service: RunningSignInService;
let test: TestApp;
let place: Aldermere;
let count = 0;

beforeAll(async () => {
  service = await startSignInService('http://localhost');
  const signIn: SignInSettings = { service: service.settings, byEmail: 'groups' };
  test = await startApp('2027-01-11T10:00:00.000Z', { signIn });
});
afterAll(async () => {
  await test?.stop();
  await service?.stop();
});

beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, test.clock.now, `aldermere-${count}`);
});
// An address of one partnership's staff would otherwise open those of the tests before as well.
afterEach(() =>
  test.records.database.roleHolding.deleteMany({ where: { partnershipId: place.id } }),
);

const accountOf = (person: { email: string }, change: Partial<ServiceAccount> = {}) => ({
  subject: `account-${count}-${person.email}`,
  email: person.email,
  verified: true,
  ...change,
});

/** The address of the service to which a browser is sent. */
async function begin(browser: Browser): Promise<string> {
  const reply = await browser.get('/console/sign-in/start');
  expect(reply.statusCode).toBe(303);
  return String(reply.headers.location);
}

/** Signs in at the service and comes back; the answer is not followed further. */
async function comeBack(browser: Browser, account: ServiceAccount) {
  return browser.get(await service.signInAs(account, await begin(browser)));
}

async function consoleOf(browser: Browser): Promise<string> {
  const page = await browser.get('/console');
  expect(page.statusCode).toBe(200);
  return pageWords(page.body);
}

describe('signing in with an account at work', () => {
  it('opens the place of whoever has its address, and asks for no email', async () => {
    const browser = new Browser(test.app);
    const page = pageWords((await browser.get('/console/sign-in')).body);
    expect(page).toContain('Sign in with your council account');
    const { nadia } = place.people;
    const sent = await begin(browser);
    expect(sent).toMatch(/code_challenge_method=S256/);
    expect((await browser.get('/cookies')).body).toContain(cookieNames.attempt);
    const reply = await browser.get(await service.signInAs(accountOf(nadia), sent));
    expect([reply.statusCode, reply.headers.location]).toEqual([303, '/console']);
    expect(await consoleOf(browser)).toContain('Signed in as Nadia Hussain');
    expect(test.inbox.to(nadia.email)).toEqual([]);
  });

  it('gives the browser another session each time, and ends the one before', async () => {
    const browser = new Browser(test.app);
    const account = accountOf(place.people.nadia);
    await comeBack(browser, account);
    const first = browser.cookies.get(cookieNames.staff) ?? '';
    await comeBack(browser, account);
    expect(browser.cookies.get(cookieNames.staff)).not.toBe(first);
    const old = new Browser(test.app);
    old.cookies.set(cookieNames.staff, first);
    expect((await old.get('/console')).statusCode).toBe(303);
  });

  it('stays with the account when its address changes, and is not opened by who gets that address', async () => {
    const { nadia } = place.people;
    const hers = accountOf(nadia);
    await comeBack(new Browser(test.app), hers);
    const married = new Browser(test.app);
    await comeBack(married, { ...hers, email: 'nadia.rahman@partnership.example' });
    expect(await consoleOf(married)).toContain('Signed in as Nadia Hussain');
    const successor = new Browser(test.app);
    const reply = await comeBack(successor, accountOf(nadia, { subject: `another-${count}` }));
    expect(reply.statusCode).toBe(403);
    expect(pageWords(reply.body)).toContain('Your place belongs to another account');
    expect((await successor.get('/console')).statusCode).toBe(303);
  });

  it('binds the account with an event that names nobody', async () => {
    await comeBack(new Browser(test.app), accountOf(place.people.nadia));
    const { database } = test.records;
    const event = await database.event.findFirstOrThrow({
      where: { chain: place.id, kind: 'staff-account.bound' },
    });
    expect(event.ids).toMatchObject({ contact: place.people.nadia.id });
    const account = await database.staffAccount.findFirstOrThrow({
      where: { contactId: place.people.nadia.id },
    });
    expect(JSON.stringify(account)).not.toContain('account-');
  });

  it.each([
    ['an address that the service has not verified', { verified: false }],
    ['an address that nobody has', { email: 'nobody@nowhere.example' }],
  ])('says what to do to %s', async (_what, change) => {
    const browser = new Browser(test.app);
    const reply = await comeBack(browser, accountOf(place.people.nadia, change));
    expect(reply.statusCode).toBe(403);
    const page = pageWords(reply.body);
    expect(page).toContain('You have no place in the console yet');
    expect(page).toContain('Ask the business unit’s manager to add you');
    expect((await browser.get('/console')).statusCode).toBe(303);
  });

  it('does not open the console for a contact of an agency', async () => {
    const reply = await comeBack(new Browser(test.app), accountOf(place.people.priya));
    expect(reply.statusCode).toBe(403);
  });

  it('asks whoever serves several partnerships for which', async () => {
    const other = await aldermere(test.records, test.clock.now, `other-${count}`);
    await test.records.database.partnership.update({
      where: { id: other.id },
      data: { name: 'Brackwater Partnership' },
    });
    const browser = new Browser(test.app);
    const reply = await comeBack(browser, accountOf(place.people.nadia));
    expect(reply.headers.location).toBe('/console/sign-in/which');
    const nothing = await browser.post('/console/sign-in/which', {});
    expect(nothing.statusCode).toBe(422);
    const elsewhere = { partnership: 'of-somebody-else' };
    expect((await browser.post('/console/sign-in/which', elsewhere)).statusCode).toBe(422);
    const chosen = await browser.post('/console/sign-in/which', { partnership: other.id });
    expect(chosen.headers.location).toBe('/console');
    expect(await consoleOf(browser)).toContain('Brackwater Partnership');
    await test.records.database.roleHolding.deleteMany({ where: { partnershipId: other.id } });
  });

  it('has chairs and members come by email where they have no such account', async () => {
    const browser = new Browser(test.app);
    await signIn(test, browser, place.people.yasmin.email);
    expect((await browser.get('/console')).headers.location).toBe('/console/groups');
    const page = await browser.post('/console/sign-in', { email: place.people.nadia.email });
    expect(page.statusCode).toBe(200);
    expect(test.inbox.to(place.people.nadia.email)).toEqual([]);
  });

  it('ends in Deepdive first, and then offers to end it at the service', async () => {
    const browser = new Browser(test.app);
    await comeBack(browser, accountOf(place.people.nadia));
    const session = browser.cookies.get(cookieNames.staff) ?? '';
    const reply = await browser.post('/console/sign-out', {}, '/console');
    expect(reply.headers.location).toBe('/console/signed-out');
    const page = await browser.get('/console/signed-out');
    const out = /href="([^"]*session\/end[^"]*)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&');
    expect(out).toContain('post_logout_redirect_uri=');
    expect((await fetch(out ?? '')).status).toBe(200);
    const old = new Browser(test.app);
    old.cookies.set(cookieNames.staff, session);
    expect((await old.get('/console')).statusCode).toBe(303);
  });
});

describe('a sign-in that cannot be completed', () => {
  const said = (body: string) => pageWords(body);

  it('was begun on another browser', async () => {
    const back = await service.signInAs(
      accountOf(place.people.nadia),
      await begin(new Browser(test.app)),
    );
    const reply = await new Browser(test.app).get(back);
    expect(reply.statusCode).toBe(400);
    expect(said(reply.body)).toContain('It was begun on another browser');
  });

  it('was begun again in another tab', async () => {
    const browser = new Browser(test.app);
    const first = await begin(browser);
    await begin(browser);
    const reply = await browser.get(await service.signInAs(accountOf(place.people.nadia), first));
    expect(reply.statusCode).toBe(400);
  });

  it('is used a second time, by somebody who kept all that the browser had', async () => {
    const browser = new Browser(test.app);
    const back = await service.signInAs(accountOf(place.people.nadia), await begin(browser));
    const thief = new Browser(test.app);
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
    expect((await browser.get(back)).statusCode).toBe(303);
    expect((await browser.get(back)).statusCode).toBe(400);
    const reply = await thief.get(back);
    expect(reply.statusCode).toBe(410);
    expect(said(reply.body)).toContain('This sign-in was used before');
    expect(thief.cookies.has(cookieNames.staff)).toBe(false);
  });

  it('took longer than ten minutes', async () => {
    const browser = new Browser(test.app);
    const back = await service.signInAs(accountOf(place.people.nadia), await begin(browser));
    const { now } = test.clock;
    test.clock.now = new Date(now.getTime() + 10 * 60_000);
    const reply = await browser.get(back);
    test.clock.now = now;
    expect(reply.statusCode).toBe(400);
  });

  it('was declined at the service, of which nothing personal is logged', async () => {
    const browser = new Browser(test.app);
    const reply = await browser.get(await service.declines(await begin(browser)));
    expect(reply.statusCode).toBe(403);
    expect(said(reply.body)).toContain('You have not been signed in');
    expect(said(reply.body)).not.toContain('Siân');
    const logged = [...test.logged, ...test.faults].join('\n');
    expect(logged).toContain('access_denied');
    expect(logged).not.toContain('Siân');
    expect(logged).not.toContain('code=');
    expect(logged).not.toContain(place.people.nadia.email);
  });

  it('was made up: an answer of no service, or with somebody else’s code', async () => {
    const browser = new Browser(test.app);
    const state = new URL(await begin(browser)).searchParams.get('state') ?? '';
    const path = '/console/sign-in/callback';
    const iss = encodeURIComponent(service.settings.issuer);
    const reply = await browser.get(`${path}?code=made-up&state=${state}&iss=${iss}`);
    expect(reply.statusCode).toBe(410);
    expect((await browser.get(`${path}?code=x&state=${state}`)).statusCode).toBe(400);
    expect((await new Browser(test.app).get(path)).statusCode).toBe(400);
    const other = new URL(await begin(browser)).searchParams.get('state') ?? '';
    const wrongIssuer = `${path}?code=x&state=${other}&iss=https%3A%2F%2Fevil.example`;
    expect((await browser.get(wrongIssuer)).statusCode).toBe(502);
  });
});

describe('while the service is away', () => {
  it('the sign-in page says so, and signing out still works', async () => {
    const gone = await startSignInService('http://localhost');
    const app = await startApp('2027-01-11T10:00:00.000Z', {
      signIn: { service: gone.settings, byEmail: 'nobody' },
    });
    try {
      const browser = new Browser(app.app);
      const reply = await browser.get('/console/sign-in/start');
      const back = await gone.signInAs(
        { subject: 'one', email: 'one@partnership.example', verified: true },
        String(reply.headers.location),
      );
      await gone.stop();
      const late = await browser.get(back);
      expect(late.statusCode).toBe(503);
      expect(pageWords(late.body)).toContain('The sign-in service does not answer');
      expect((await browser.get('/console/signed-out')).statusCode).toBe(200);
      expect((await browser.get('/console/sign-in')).body).not.toContain('name="email"');
      expect((await browser.get('/console/sign-in/abc')).statusCode).toBe(410);
      const restarted = await startApp('2027-01-11T10:00:00.000Z', {
        signIn: { service: gone.settings, byEmail: 'nobody' },
      });
      const begun = await new Browser(restarted.app).get('/console/sign-in/start');
      expect(begun.statusCode).toBe(503);
      await restarted.stop();
    } finally {
      await app.stop();
    }
  });
});
