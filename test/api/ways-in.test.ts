import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endLink, issueLinkToken } from '../../records/access/links.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { transaction } from '../../records/store/transaction.ts';
import { Browser, comeIn, comeInByLink, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { hiddenFields, readableText } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
});
afterAll(() => test?.stop());

async function linkFor(contactId: string): Promise<string> {
  const token = await transaction(test.records, (tx) =>
    issueLinkToken(tx, {
      partnershipId: place.id,
      contactId,
      letterId: null,
      purpose: 'asks',
      now: test.clock.now,
    }),
  );
  return `/l/${token}`;
}

const oneOfEach = (fields: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, [value = '']]) => [name, value]));

/** Enters the code of the newest letter, or another. */
async function askForCode(browser: Browser, link: string, email: string): Promise<string> {
  const before = test.inbox.to(email).length;
  await browser.post(`${link}/code`, {}, `${link}/enter`);
  const letter = test.inbox.to(email).slice(before)[0];
  return /\b(\d{6})\b/.exec(letter?.text ?? '')?.[1] ?? '';
}

describe('a contact with a link', () => {
  it('sees the partnership and nothing else until a code is entered', async () => {
    const link = await linkFor(place.people.priya.id);
    const browser = new Browser(test.app);
    const shown = await browser.get(link);
    expect(shown.statusCode).toBe(200);
    expect(shown.body).toContain('Aldermere Safeguarding Children Partnership');
    expect(shown.body).not.toContain('Priya');
    expect((await browser.get('/asks')).statusCode).toBe(401);

    const code = await askForCode(browser, link, place.people.priya.email);
    const entered = await browser.post(`${link}/enter`, { code });
    expect(entered.headers.location).toBe('/asks');
    expect((await browser.get('/asks')).statusCode).toBe(200);
  });

  it('sends no code and changes nothing when scanners open it again and again', async () => {
    const link = await linkFor(place.people.tom.id);
    const count = async () => ({
      codes: await test.records.database.linkCode.count(),
      letters: await test.records.database.letter.count(),
      sessions: await test.records.database.session.count(),
    });
    const before = await count();
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      for (const path of [link, `${link}/enter`, `${link}/code`]) {
        for (let times = 0; times < 20; times += 1) await test.app.inject({ method, url: path });
      }
    }
    expect(await count()).toEqual(before);
  });

  it('cannot use a code on another browser, after five wrong tries, or after half an hour', async () => {
    const { id, email } = place.people.rosa;
    const link = await linkFor(id);
    const browser = new Browser(test.app);
    const code = await askForCode(browser, link, email);
    const elsewhere = new Browser(test.app);
    expect((await elsewhere.post(`${link}/enter`, { code })).statusCode).toBe(422);

    const wrong = code === '000000' ? '000001' : '000000';
    for (let tried = 0; tried < 5; tried += 1) {
      expect((await browser.post(`${link}/enter`, { code: wrong })).statusCode).toBe(422);
    }
    expect((await browser.post(`${link}/enter`, { code })).body).toContain('can no longer be used');

    const later = await askForCode(browser, link, email);
    const { now } = test.clock;
    test.clock.now = new Date(now.getTime() + 31 * 60_000);
    expect((await browser.post(`${link}/enter`, { code: later })).statusCode).toBe(422);
    test.clock.now = now;
  });

  it('can use any of the last three codes, and is told when too many were sent', async () => {
    const { id, email } = place.people.helen;
    const link = await linkFor(id);
    const browser = new Browser(test.app);
    const codes: string[] = [];
    for (let sent = 0; sent < 4; sent += 1) codes.push(await askForCode(browser, link, email));
    expect((await browser.post(`${link}/enter`, { code: codes[0] ?? '' })).statusCode).toBe(422);
    expect((await browser.post(`${link}/enter`, { code: codes[1] ?? '' })).statusCode).toBe(303);
    for (let sent = 0; sent < 3; sent += 1) await askForCode(browser, link, email);
    const letters = test.inbox.to(email).length;
    await browser.post(`${link}/code`, {}, link);
    expect(test.inbox.to(email)).toHaveLength(letters);
  });

  it('is told nothing by a link that is unknown, and offered a new one when it has expired', async () => {
    const browser = new Browser(test.app);
    const unknown = await browser.get(`/l/${'x'.repeat(43)}`);
    expect(unknown.statusCode).toBe(404);
    expect(unknown.body).not.toContain('Aldermere');

    const { id, email } = place.people.sian;
    const link = await linkFor(id);
    const { now } = test.clock;
    test.clock.now = new Date(now.getTime() + 181 * 24 * 60 * 60_000);
    const expired = await browser.get(link);
    expect(expired.statusCode).toBe(410);
    await browser.post(`${link}/renew`, {}, link);
    await browser.post(`${link}/renew`, {}, link);
    expect(test.inbox.to(email)).toHaveLength(1);
    await comeInByLink(test, browser, email);
    test.clock.now = now;
  });
});

describe('somebody for whom an email was not meant', () => {
  it('is told what to do before any code is sent, and nothing else', async () => {
    const browser = new Browser(test.app);
    const { id, email } = place.people.marek;
    const link = await linkFor(id);
    expect((await browser.get(link)).body).toContain(`href="${link}/not-me"`);
    const page = await browser.get(`${link}/not-me`);
    expect(page.body).toContain('A colleague sent the email on to you');
    expect(page.body).not.toContain('Marek');
    expect(test.inbox.to(email)).toEqual([]);
  });

  it('tells the business unit who is the right person, once, and nothing is lost or leaked', async () => {
    const { id, email, name } = place.people.marek;
    const url = `${await linkFor(id)}/not-me`;
    const nobody = new Browser(test.app);
    const { key = '' } = oneOfEach(hiddenFields((await nobody.get(url)).body));
    const said = { key, name: "Siân <O'Brien>", email: 'sian', remark: 'He left\nin <May>.' };
    const wrong = await nobody.post(url, said);
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('value="Siân &lt;O&#39;Brien&gt;"');
    expect(wrong.body).toContain('in &lt;May&gt;.</textarea>');
    const right = { ...said, email: "sian.o'brien@mere.example" };
    for (let clicked = 0; clicked < 2; clicked += 1) {
      const sent = await nobody.post(url, right);
      expect([sent.statusCode, sent.headers.location]).toEqual([303, `${url}?told=yes`]);
    }
    expect((await nobody.get(`${url}?told=yes`)).body).toContain('has been told');
    const rows = await test.records.database.wrongPerson.findMany();
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]?.saidSealed ?? []).includes('Brien')).toBe(false);
    expect(test.logged.join('\n')).not.toMatch(/Brien|He left/);
    expect(test.inbox.to(email)).toEqual([]);
    expect(await firstBrokenEvent(test.records.database, place.id)).toBeNull();

    const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const home = await nadia.get('/console');
    expect(readableText(home.body)).toContain(`says that they are not the right person`);
    const replace = `/console/directory/people/${id}/replace`;
    expect(home.body).toContain(`href="${replace}"`);
    const filled = (await nadia.get(replace)).body;
    expect(filled).toContain('value="Siân &lt;O&#39;Brien&gt;"');
    expect(filled).toContain('value="sian.o&#39;brien@mere.example"');
    expect(filled).toMatch(/value="new" checked/);

    // What has been looked at is settled, with a reason that stays with the person.
    const read = `/console/contacts/${id}/wrong-person`;
    expect((await nadia.get(read)).body).toContain('in &lt;May&gt;.');
    expect((await nadia.post(read, { reason: ' ' })).statusCode).toBe(422);
    const reason = 'He <is> the right one.';
    expect((await nadia.post(read, { reason })).statusCode).toBe(303);
    expect((await nadia.post(read, { reason }, '/console')).statusCode).toBe(303);
    expect((await nadia.get(read)).statusCode).toBe(404);
    expect((await nadia.get('/console')).body).not.toContain(`${name} `);
    const person = await nadia.get(`/console/directory/people/${id}`);
    expect(person.body).toContain('He &lt;is&gt; the right one.');
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    expect((await ruth.get(read)).statusCode).toBe(403);
    const elsewhere = await aldermere(test.records, test.clock.now, 'elsewhere');
    const stranger = await staffBrowser(test, elsewhere.id, elsewhere.people.nadia.id);
    await nobody.post(url, { ...right, key: randomUUID() });
    expect((await stranger.get(read)).statusCode).toBe(404);
    expect((await stranger.post(read, { reason }, '/console')).statusCode).toBe(404);
    expect((await nadia.get(read)).statusCode).toBe(200);
  });

  it('cannot fill the first page, and is told where it was said before', async () => {
    const { id } = place.people.yasmin;
    const url = `${await linkFor(id)}/not-me`;
    const browser = new Browser(test.app);
    const told: string[] = [];
    for (let times = 0; times < 7; times += 1) {
      const said = { key: randomUUID(), name: `Person ${times}` };
      told.push(String((await browser.post(url, said)).headers.location));
    }
    const of = (word: string) => told.filter((each) => each.endsWith(word)).length;
    expect([of('yes'), of('before')]).toEqual([5, 2]);
    const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const home = (await nadia.get('/console')).body;
    expect(home.split(`contacts/${id}/wrong-person`)).toHaveLength(2);
    expect((await browser.get(`${url}?told=before`)).body).toContain('reply to the email');
    const unknown = await browser.send(`/l/${'x'.repeat(43)}/not-me`, { key: randomUUID() });
    expect(unknown.statusCode).toBe(403);
  });

  it('is settled where somebody else is asked', async () => {
    const { id } = place.people.sian;
    const url = `${await linkFor(id)}/not-me`;
    await new Browser(test.app).post(url, { key: randomUUID() });
    const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const replace = `/console/directory/people/${id}/replace`;
    const chosen = { who: 'new', name: 'Jo Fenn', email: 'jo.fenn@schools.example' };
    const asked = { ...chosen, reason: 'Named by a colleague.' };
    const check = await nadia.post(replace, asked);
    const { fingerprint = '' } = oneOfEach(hiddenFields(check.body));
    expect((await nadia.post(replace, { ...asked, fingerprint })).statusCode).toBe(303);
    const rows = await test.records.database.wrongPerson.findMany({ where: { contactId: id } });
    expect(rows.map(({ outcome, settledById }) => [outcome, settledById])).toEqual([
      ['replaced', place.people.nadia.id],
    ]);
    expect((await nadia.get('/console')).body).not.toContain(`contacts/${id}/wrong-person`);
  });

  it('is told who is asked now, where they have left', async () => {
    const { id } = place.people.ben;
    const link = await linkFor(id);
    const { now } = test.clock;
    await transaction(test.records, (tx) => endLink(tx, { contactId: id, why: 'left', now }));
    const page = await new Browser(test.app).get(link);
    expect(page.statusCode).toBe(410);
    expect(page.body).toContain('Somebody else is asked now');
  });
});

describe('a browser that somebody has come in with', () => {
  it('gets a secret of its own that no script and no other site can use', async () => {
    const browser = new Browser(test.app);
    const link = await comeIn(test, browser, place.people.lesley);
    const code = await askForCode(browser, link, place.people.lesley.email);
    const before = browser.cookies.get('__Host-deepdive-link');
    const entered = await browser.post(`${link}/enter`, { code });
    const set = entered.cookies.find((cookie) => cookie.name === '__Host-deepdive-link');
    expect(set).toMatchObject({ path: '/', secure: true, httpOnly: true, sameSite: 'Lax' });
    expect(set).not.toHaveProperty('domain');
    const { cookies } = await new Browser(test.app).get(link);
    const csrf = cookies.find((cookie) => cookie.name === '__Host-deepdive-csrf');
    expect(csrf).toMatchObject({ path: '/', secure: true, httpOnly: true, sameSite: 'Lax' });
    expect(set?.value).not.toBe(before);

    const old = new Browser(test.app);
    old.cookies.set('__Host-deepdive-link', before ?? '');
    expect((await old.get('/asks')).statusCode).toBe(401);
  });

  it('needs no other code on the same day, and a new one on the next', async () => {
    const browser = new Browser(test.app);
    const link = await comeIn(test, browser, place.people.kwame);
    expect((await browser.get(link)).body).toContain('href="/asks"');
    const { now } = test.clock;
    for (let hours = 2; hours <= 8; hours += 2) {
      test.clock.now = new Date(now.getTime() + hours * 3_600_000);
      expect((await browser.get('/asks')).statusCode).toBe(200);
    }
    test.clock.now = new Date('2027-01-11T20:00:00.000Z');
    expect((await browser.get('/asks')).statusCode).toBe(401);
    expect((await browser.get(link)).body).toContain('Send me a code');
    test.clock.now = now;
  });

  it('is let go by signing out, and when the link is ended', async () => {
    const browser = new Browser(test.app);
    await comeIn(test, browser, place.people.mary);
    const copy = new Browser(test.app);
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    await browser.post('/asks/sign-out', {}, '/asks');
    expect((await copy.get('/asks')).statusCode).toBe(401);

    const { id: contactId } = place.people.imran;
    const link = await comeIn(test, browser, place.people.imran);
    expect((await browser.get('/asks')).statusCode).toBe(200);
    const { now } = test.clock;
    await transaction(test.records, (tx) => endLink(tx, { contactId, why: 'handed-over', now }));
    expect((await browser.get('/asks')).statusCode).toBe(401);
    const gone = await browser.get(link);
    expect(gone.statusCode).toBe(410);
    expect(gone.body).toContain('handed over');
    expect(gone.body).not.toContain('Imran');
  });
});

describe('when the mail server is down', () => {
  it('a code is asked for all the same, and comes when the server is back', async () => {
    const { id, email } = place.people.marek;
    const link = await linkFor(id);
    const browser = new Browser(test.app);
    await test.inbox.mailbox.goDown();
    const asked = await browser.post(`${link}/code`, {}, link);
    expect(asked.statusCode).toBe(303);
    await test.inbox.mailbox.comeBack();
    const { now } = test.clock;
    test.clock.now = new Date(now.getTime() + 20 * 60_000);
    await test.post.sendDue(test.clock.now, 10);
    const letter = await test.inbox.waitFor(email, 'Code');
    const code = /\b(\d{6})\b/.exec(letter.text)?.[1] ?? '';
    expect((await browser.post(`${link}/enter`, { code })).statusCode).toBe(303);
    test.clock.now = now;
  });
});

describe('a member of staff', () => {
  it('signs in once with an emailed link, and is let go by signing out', async () => {
    const browser = new Browser(test.app);
    await signIn(test, browser, place.people.nadia.email);
    const letter = test.inbox.to(place.people.nadia.email).at(-1);
    const path = /\/console\/sign-in\/[\w-]+/.exec(letter?.text ?? '')?.[0] ?? '';
    expect((await new Browser(test.app).get(path)).statusCode).toBe(410);
    const signedIn = async () => (await browser.get('/console')).headers.location === undefined;
    expect(await signedIn()).toBe(true);
    await browser.post('/console/sign-out', {}, '/console/sign-in');
    expect(await signedIn()).toBe(false);
  });

  it('is not signed in by a scanner that opens the link', async () => {
    const { email } = place.people.owen;
    const browser = new Browser(test.app);
    await browser.post('/console/sign-in', { email });
    const letter = await test.inbox.waitFor(email, 'ign in');
    const path = /\/console\/sign-in\/[\w-]+/.exec(letter.text)?.[0] ?? '';
    const sessions = await test.records.database.session.count();
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      for (let times = 0; times < 20; times += 1) await test.app.inject({ method, url: path });
    }
    expect(await test.records.database.session.count()).toBe(sessions);
    expect((await browser.post(path)).headers.location).toBe('/console');
    expect((await new Browser(test.app).post(path, {}, '/console/sign-in')).statusCode).toBe(410);
  });

  it('is answered alike whether the address is known or not', async () => {
    const known = await new Browser(test.app).post('/console/sign-in', {
      email: place.people.judith.email,
    });
    const unknown = await new Browser(test.app).post('/console/sign-in', {
      email: 'nobody@nowhere.example',
    });
    const body = (page: typeof known) => page.body.replace(/nonce="[^"]*"|value="[^"]*"/g, '');
    expect(body(known)).toBe(body(unknown));
    expect(test.inbox.to('nobody@nowhere.example')).toEqual([]);
  });
});

describe('every page', () => {
  it('refuses a form without its token, with an extra key, or with a key of an object', async () => {
    const link = await linkFor(place.people.anil.id);
    const browser = new Browser(test.app);
    expect((await browser.send(`${link}/code`, {})).statusCode).toBe(403);
    expect((await browser.post(`${link}/code`, { extra: '1' }, link)).statusCode).toBe(400);
    expect((await browser.post(`${link}/code`, { __proto__x: '1' }, link)).statusCode).toBe(400);
  });

  it('is not kept by browsers, framed by others, or free to run scripts of others', async () => {
    const { headers } = await test.app.inject({ method: 'GET', url: '/console/sign-in' });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toMatch(/script-src 'self' 'nonce-[^']+'/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});
