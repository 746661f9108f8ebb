import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pauseAudit } from '../../records/audits/pause-audit.ts';
import { Browser, comeIn, comeInByLink, startApp, type TestApp } from '../support/app.ts';
import { concernText } from '../support/concerns.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { hiddenFields } from '../support/reader.ts';
import { auditAtReturns, type RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const friday = '2027-03-05T18:30:00.000Z';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  audit = await auditAtReturns(test.records, place, test.clock.now);
  test.clock.now = new Date(friday);
});
beforeEach(() => {
  test.clock.now = new Date(friday);
});
afterAll(() => test?.stop());

/** Codes are few in an hour, so one serves a person's whole evening. */
const browsers = new Map<string, Browser>();

async function link(key: keyof Aldermere['people']): Promise<Browser> {
  const known = browsers.get(key);
  if (known) return known;
  const browser = new Browser(test.app);
  await comeIn(test, browser, place.people[key]);
  browsers.set(key, browser);
  return browser;
}

const staff = (key: keyof Aldermere['people']) =>
  staffBrowser(test, place.id, place.people[key].id);

function filled(change: Record<string, string> = {}): Record<string, string> {
  return {
    phoned: 'no',
    phonedTime: '18:30',
    kind: 'child-at-risk',
    agency: place.agencies.police,
    about: `case:${audit.children[0]?.caseId}`,
    text: concernText,
    route: 'usual',
    manager: '',
    from: '',
    ...change,
  };
}

/** Raises a concern by the page and returns its number. */
async function raise(
  browser: Browser,
  change: Record<string, string> = {},
  url = '/urgent-concern',
): Promise<string> {
  const shown = await browser.get(url);
  const { raiseKey = [''] } = hiddenFields(shown.body);
  const fields = filled({ raiseKey: raiseKey[0] ?? '', ...change });
  const reply = await browser.post(url, fields);
  expect(reply.statusCode, pageWords(reply.body).slice(0, 600)).toBe(303);
  return String(reply.headers.location).split('/').at(-1) ?? '';
}

describe('the way to an urgent concern', () => {
  it('stands on every page of a link and of the console, one click away', async () => {
    const rosa = await link('rosa');
    const ask = await test.records.database.ask.findFirstOrThrow({
      where: { contactId: place.people.rosa.id, step: 'returns', auditId: audit.id },
    });
    for (const path of ['/asks', `/asks/${ask.id}`, '/nowhere', '/urgent-concern']) {
      expect((await rosa.get(path)).body, path).toContain('href="/urgent-concern"');
    }
    const nadia = await staff('nadia');
    const base = `/console/audits/${audit.number}`;
    for (const path of ['/console', base, `${base}/children`, '/console/concerns']) {
      expect((await nadia.get(path)).body, path).toContain('href="/console/urgent-concern"');
    }
    expect((await nadia.get('/urgent-concern')).headers.location).toBe('/console/urgent-concern');
    const stranger = new Browser(test.app);
    expect((await stranger.get('/console/sign-in')).body).toContain('href="/urgent-concern"');
  });

  it('says first that it is not a referral, and whom to phone, before anybody has signed in', async () => {
    const shown = pageWords((await new Browser(test.app).get('/urgent-concern')).body);
    expect(shown).toContain('This is not a referral: phone first');
    for (const number of ['999', '01632 960142', '01632 960187']) expect(shown).toContain(number);
    expect(shown).not.toContain('Police');
    const rosa = pageWords((await (await link('rosa')).get('/urgent-concern')).body);
    expect(rosa.indexOf('not a referral')).toBeLessThan(rosa.indexOf('Have you phoned?'));
    expect(rosa.indexOf('999')).toBeLessThan(rosa.indexOf('Have you phoned?'));
  });

  it('shows the numbers on a link whose code nobody has entered, and nothing else', async () => {
    const browser = new Browser(test.app);
    const path = await comeIn(test, browser, place.people.grace);
    const stranger = new Browser(test.app);
    const way = /href="(\/l\/[^"]*\/urgent-concern)"/.exec((await stranger.get(path)).body)?.[1];
    const shown = await stranger.get(way ?? '');
    expect(shown.statusCode).toBe(200);
    expect(shown.body).toContain('01632 960142');
    expect(shown.body).not.toContain('Grace');
    expect((await browser.get(way ?? '')).headers.location).toBe('/urgent-concern');
  });

  it('is not taken from anybody without a code, who gets back what they typed', async () => {
    const stranger = new Browser(test.app);
    const reply = await stranger.post(
      '/urgent-concern',
      filled({ raiseKey: 'x' }),
      '/console/sign-in',
    );
    expect(reply.statusCode).toBe(401);
    expect(reply.body).toContain('stepfather Gareth');
  });
});

describe('a concern raised by link on a Friday evening', () => {
  it('tells the agency’s lead at once, and the letter leads through the code to the concern (DD-17)', async () => {
    const number = await raise(await link('rosa'), { phoned: 'yes', phonedTime: '18:10' });
    const letter = await test.inbox.waitFor(place.people.priya.email, number);
    expect(letter.subject).toContain('Urgent: acknowledge concern');
    expect(letter.subject).toContain('by 8:30pm on Friday 5 March 2027');
    expect(`${letter.text} ${letter.html}`).not.toContain('Gareth');
    const copy = await test.inbox.waitFor(place.people.nadia.email, number);
    expect(copy.subject).toContain('Urgent: know that concern');

    const priya = new Browser(test.app);
    const path = await comeInByLink(test, priya, place.people.priya.email);
    expect(pageWords((await new Browser(test.app).get(path)).body)).not.toContain(number);
    expect((await priya.get(path)).body).toContain(`href="/concerns/${number}"`);
    const shown = pageWords((await priya.get(`/concerns/${number}`)).body);
    expect(shown).toContain(concernText);
    expect(shown).toContain('by Rosa Delgado');
    expect(shown).toContain('6:10pm on Friday 5 March 2027');
    expect(shown).toContain(audit.children[0]?.names[0]);
    expect(pageWords((await priya.get('/asks')).body)).toContain(`Concern ${number}`);
  });

  it('is one concern when the button is clicked twice', async () => {
    const rosa = await link('rosa');
    const raiseKey = 'the-same-form';
    const first = await raise(rosa, { raiseKey });
    expect(await raise(rosa, { raiseKey })).toBe(first);
    const tom = await link('tom');
    expect(await raise(tom, { raiseKey, about: '' })).not.toBe(first);
  });

  it('shows with 422 what is missing, and keeps everything that was typed', async () => {
    const rosa = await link('rosa');
    const reply = await rosa.post(
      '/urgent-concern',
      filled({ raiseKey: 'k', agency: '', phoned: 'yes', phonedTime: 'soon', withhold: 'yes' }),
    );
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('stepfather Gareth');
    expect(reply.body).toContain('value="soon"');
    expect(reply.body).toMatch(/name="withhold"[^>]*checked/);
    expect(pageWords(reply.body)).toContain('Choose the agency it concerns.');
    expect(reply.body).toContain('href="#agency"');
    expect(hiddenFields(reply.body).raiseKey).toEqual(['k']);
  });

  it('offers only children that the reader may know of, by pseudonym', async () => {
    const rosa = pageWords((await (await link('rosa')).get('/urgent-concern')).body);
    expect(rosa).toContain(`C1 in audit ${audit.number}`);
    expect(rosa).not.toContain(audit.children[0]?.names[0]);
    const graham = pageWords((await (await link('graham')).get('/urgent-concern')).body);
    expect(graham).not.toContain('C1 in audit');
  });

  it('can be noted as phoned afterwards, with the time', async () => {
    const rosa = await link('rosa');
    const number = await raise(rosa);
    expect(pageWords((await rosa.get(`/concerns/${number}`)).body)).toContain('I have phoned');
    test.clock.now = new Date('2027-03-05T18:42:00.000Z');
    await rosa.post(`/concerns/${number}/phoned`, {}, `/concerns/${number}`);
    expect(pageWords((await rosa.get(`/concerns/${number}`)).body)).toContain(
      'Phoned 6:42pm on Friday 5 March 2027',
    );
  });

  it('is taken while its audit is paused', async () => {
    const pause = { partnershipId: place.id, auditId: audit.id, reason: 'Court' };
    const by = { contactId: place.people.nadia.id };
    await pauseAudit(test.records, pause, by, test.clock.now);
    const number = await raise(await link('rosa'));
    const letter = await test.inbox.waitFor(place.people.priya.email, number);
    expect(letter.subject).toContain('Urgent');
  });
});

describe('a concern from its acknowledgement to its end', () => {
  it('goes through the lead’s pages and the console, and is closed by somebody else', async () => {
    const rosa = await link('rosa');
    const number = await raise(rosa, { withhold: 'yes' });
    const priya = await link('priya');
    const path = `/concerns/${number}`;
    const first = pageWords((await priya.get(path)).body);
    expect(first).toContain('Who raised it is withheld');
    expect(first).not.toContain('Rosa');
    const nudges = test.nudges();
    expect((await priya.post(`${path}/acknowledge`, {}, path)).headers.location).toBe(path);
    expect(test.nudges()).toBeGreaterThan(nudges);
    expect((await test.inbox.waitFor(place.people.rosa.email, number)).subject).toContain(
      'has been acknowledged',
    );

    const empty = await priya.post(`${path}/respond`, { response: '', assurance: 'Safe' }, path);
    expect(empty.statusCode).toBe(422);
    expect(empty.body).toContain('>Safe</textarea>');
    const said = { response: 'Police visited.\r\nHe was seen.', assurance: '' };
    expect((await priya.post(`${path}/respond`, said, path)).statusCode).toBe(303);
    expect(pageWords((await priya.get(path)).body)).toContain('what was done is awaited');
    const rest = { ...said, assurance: 'With his grandmother.' };
    await priya.post(`${path}/respond`, rest, path);

    const nadia = await staff('nadia');
    expect(pageWords((await nadia.get('/console')).body)).toContain(
      `Concern ${number}, Aldermere Police: Answered; the assurance is to be accepted`,
    );
    const office = `/console/concerns/${number}`;
    const looked = pageWords((await nadia.get(office)).body);
    expect(looked).toContain('With his grandmother.');
    expect(looked).not.toContain('Rosa');
    expect(pageWords((await (await staff('judith')).get(office)).body)).toContain('Rosa Delgado');
    const bare = await nadia.post(`${office}/refuse`, { reason: '' }, office);
    expect(bare.statusCode).toBe(422);
    await nadia.post(`${office}/refuse`, { reason: 'Who sees him tomorrow?' }, office);
    expect(pageWords((await priya.get(path)).body)).toContain('Who sees him tomorrow?');
    await priya.post(`${path}/respond`, { ...rest, assurance: 'Seen at nine daily.' }, path);
    const closed = await nadia.post(`${office}/accept`, {}, office);
    expect(closed.statusCode).toBe(303);
    expect(pageWords((await nadia.get(office)).body)).toContain('Closed');
    expect(pageWords((await nadia.get('/console')).body)).not.toContain(`Concern ${number}`);
    expect((await test.inbox.waitFor(place.people.rosa.email, number)).subject).toContain(
      'is closed',
    );
    expect(test.faults).toEqual([]);
  });

  it('is not closed by who entered the answer for the agency', async () => {
    const nadia = await staff('nadia');
    const number = await raise(nadia, { from: 'A health visitor' }, '/console/urgent-concern');
    const office = `/console/concerns/${number}`;
    expect(pageWords((await nadia.get(office)).body)).toContain(
      'Nadia Hussain, told by A health visitor',
    );
    await nadia.post(`${office}/acknowledge`, { from: 'Priya Nair' }, office);
    const said = { response: 'Visited.', assurance: 'Safe.', from: 'Priya Nair' };
    await nadia.post(`${office}/respond`, said, office);
    expect(pageWords((await nadia.get(office)).body)).toContain(
      'You entered what was said, so somebody else has to accept it.',
    );
    expect((await nadia.post(`${office}/accept`, {}, office)).statusCode).toBe(422);
    const owen = await staff('owen');
    expect((await owen.post(`${office}/accept`, {}, office)).statusCode).toBe(303);
  });

  it('can be raised and read, but not decided, by whoever only looks', async () => {
    const ruth = await staff('ruth');
    const number = await raise(ruth, {}, '/console/urgent-concern');
    const office = `/console/concerns/${number}`;
    expect((await ruth.get(office)).statusCode).toBe(200);
    expect((await ruth.post(`${office}/tell-next`, { why: 'Now' }, office)).statusCode).toBe(403);
    const nadia = await staff('nadia');
    const bare = await nadia.post(`${office}/tell-next`, { why: '' }, office);
    expect(bare.statusCode).toBe(422);
    expect(bare.body).toContain('href="#why"');
    expect((await nadia.post(`${office}/tell-next`, { why: 'Leave' }, office)).statusCode).toBe(
      303,
    );
  });
});

describe('a concern about the lead', () => {
  it('is nowhere for the lead: no letter, no page, no list', async () => {
    const dean = await link('dean');
    const number = await raise(dean, { route: 'about-lead', about: '', withhold: 'yes' });
    await test.inbox.waitFor(place.people.tom.email, number);
    await test.inbox.waitFor(place.people.judith.email, number);
    const subjects = test.inbox.to(place.people.priya.email).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes(number))).toEqual([]);
    const priya = await link('priya');
    expect((await priya.get(`/concerns/${number}`)).statusCode).toBe(404);
    expect((await priya.get('/asks')).body).not.toContain(number);
    expect((await priya.get('/concerns/2027-c99')).statusCode).toBe(404);
  });
});

describe('what people type into a concern', () => {
  it('is shown as they typed it, whatever it is', async () => {
    const rosa = await link('rosa');
    const text = '<script>alert(1)</script> {{ 7*7 }} =cmd\r\nsecond line';
    const number = await raise(rosa, { text });
    const priya = await link('priya');
    const page = (await priya.get(`/concerns/${number}`)).body;
    expect(page).not.toContain('<script>alert(1)');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} =cmd<br />');
  });
});
