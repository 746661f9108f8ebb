import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtReturns, type RunningAudit } from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let elsewhere: Aldermere;
let own: RunningAudit;
let numberElsewhere: string;
let tried = 0;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  elsewhere = await aldermere(records, clock.now, 'elsewhere');
  own = await auditAtReturns(records, place, clock.now);
  await auditAtReturns(records, elsewhere, clock.now);
  // A number that only the other partnership has.
  numberElsewhere = (await startedAudit(records, elsewhere, clock.now)).number;
});
afterAll(() => test?.stop());

/** What a route answers, without what differs on every page and what was asked for itself. */
async function answer(browser: Browser, method: string, given: Asked) {
  // More requests than one address may make in a minute.
  browser.address = `10.0.0.${tried % 250}`;
  tried += 1;
  const { path, id } = given;
  const reply =
    method === 'GET' ? await browser.get(path) : await browser.send(path, { _csrf: given.csrf });
  const body = reply.body.replace(/(nonce|value)="[^"]*"/g, '').replaceAll(id, 'ID');
  return `${reply.statusCode} ${reply.headers.location ?? ''} ${body}`;
}

interface Asked {
  path: string;
  id: string;
  csrf: string;
}

/** Each of these ids is answered by the route as one that nothing has. */
async function areAlike(browser: Browser, route: { method: string; url: string }, given: Ids) {
  const { method, url } = route;
  const { csrf } = given;
  const [unknown, ...known] = await Promise.all(
    [given.unknown, ...given.known].map(async (id) => {
      const path = given.path(url, id);
      return { path, told: await answer(browser, method, { path, id, csrf }) };
    }),
  );
  if (method === 'GET') expect(unknown?.told, `${method} ${url}`).toMatch(/^404/);
  for (const { path, told } of known) expect(told, `${method} ${path}`).toBe(unknown?.told);
}

interface Ids {
  known: string[];
  unknown: string;
  csrf: string;
  path(url: string, id: string): string;
}

/** One token serves for every form of this browser. */
async function tokenOf(browser: Browser): Promise<string> {
  const page = await browser.get('/console/sign-in');
  return /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
}

const inEveryPlace = (url: string, id: string) => url.replace(/:\w+/g, id);
const inOwnAudit = (url: string, id: string) =>
  url.replace(':number', own.number).replace(/:\w+/g, id);

describe('rows of somebody else', () => {
  it('look to a contact like rows that do not exist', async () => {
    const browser = new Browser(test.app);
    await comeIn(test, browser, place.people.priya);
    const { database } = test.records;
    const theirs = [{ contactId: place.people.rosa.id }, { contactId: elsewhere.people.priya.id }];
    const asks = await database.ask.findMany({ where: { OR: theirs, step: 'returns' } });
    const returns = await database.return.findMany({
      where: { request: { OR: theirs.map(({ contactId }) => ({ responsibleId: contactId })) } },
      distinct: ['requestId'],
    });
    expect([asks.length, returns.length]).toEqual([2, 2]);
    const contactId = place.people.priya.id;
    const mine = await database.ask.findFirstOrThrow({ where: { contactId, step: 'returns' } });
    expect((await browser.get(`/asks/${mine.id}`)).statusCode).toBe(200);
    const csrf = await tokenOf(browser);
    for (const route of test.app.routeList) {
      if (!/^\/(asks|returns)\/:/.test(route.url)) continue;
      const known = [...asks, ...returns].map(({ id }) => id);
      await areAlike(browser, route, { known, unknown: randomUUID(), csrf, path: inEveryPlace });
    }
  });

  it('look to staff of another partnership like rows that do not exist', async () => {
    const browser = new Browser(test.app);
    // The same address is staff of both: this browser uses the letter of the first.
    await test.records.database.roleHolding.deleteMany({
      where: { contactId: elsewhere.people.nadia.id },
    });
    await signIn(test, browser, place.people.nadia.email);
    const routes = test.app.routeList.filter(
      ({ url }) => /^\/console\/.*:/.test(url) && !url.startsWith('/console/sign-in'),
    );
    expect((await browser.get(`/console/audits/${own.number}`)).statusCode).toBe(200);
    expect(routes.length).toBeGreaterThan(0);
    const foreign = await idsOf(elsewhere.id);
    const csrf = await tokenOf(browser);
    for (const route of routes) {
      const numbers = { known: [numberElsewhere], unknown: '2027-99' };
      await areAlike(browser, route, { ...numbers, csrf, path: inEveryPlace });
      if (inOwnAudit(route.url, '') === inEveryPlace(route.url, own.number)) continue;
      const ids = { known: foreign, unknown: randomUUID() };
      await areAlike(browser, route, { ...ids, csrf, path: inOwnAudit });
    }
    // Every route of the console, once for each kind of row.
  }, 150_000);
});

/** One id of each kind of row that an address may name. */
async function idsOf(partnershipId: string): Promise<string[]> {
  const { database } = test.records;
  const where = { partnershipId };
  const rows = await Promise.all([
    database.case.findFirstOrThrow({ where }),
    database.ask.findFirstOrThrow({ where }),
    database.request.findFirstOrThrow({ where }),
    database.return.findFirstOrThrow({ where }),
    database.agency.findFirstOrThrow({ where }),
    database.contact.findFirstOrThrow({ where }),
    database.roleHolding.findFirstOrThrow({ where }),
  ]);
  return rows.map(({ id }) => id);
}
