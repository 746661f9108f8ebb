import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whoMay } from '../../api/who-may.ts';
import { makeApiKey } from '../../records/access/api-keys.ts';
import { Browser, comeIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { auditAtReturns, type RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';
import { startedAudit } from '../support/started-audit.ts';
import {
  type Answer,
  type Asker,
  askers,
  type Kind,
  kinds,
  programs,
  routes,
  whenEnded,
} from './access-matrix.ts';

let test: TestApp;
let place: Aldermere;
let own: RunningAudit;
let otherNumber: string;
const browsers = {} as Record<Asker, Browser>;
let asked = 0;

const unknown = randomUUID();
const kindOf = new Map(
  (Object.keys(routes) as Kind[]).flatMap((kind) => routes[kind].map((route) => [route, kind])),
) as Map<string, Kind>;

beforeAll(async () => {
  const service = {
    issuer: 'http://127.0.0.1:9',
    clientId: 'deepdive',
    clientSecret: 'nobody answers there',
    scopes: 'openid',
    name: 'your work account',
    addresses: 'verified',
  } as const;
  test = await startApp('2027-01-11T10:00:00.000Z', { signIn: { service, byEmail: 'all' } });
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  const elsewhere = await aldermere(records, clock.now, 'elsewhere');
  own = await auditAtReturns(records, place, clock.now);
  otherNumber = (await startedAudit(records, place, clock.now)).number;
  await toBeDecided();
  const { nadia, ruth, graham, yasmin, priya, peter, helen, imran } = place.people;
  await give(imran.id, 'operator');
  await give(helen.id, 'audit-chair', own.id);
  await database().roleHolding.deleteMany({ where: { contactId: peter.id } });
  await give(peter.id, 'audit-chair', await idOf(otherNumber));
  const signedIn = ({ id }: { id: string }, at = place.id) => staffBrowser(test, at, id);
  browsers.nobody = new Browser(test.app);
  browsers.contact = new Browser(test.app);
  await comeIn(test, browsers.contact, priya);
  browsers.editor = await signedIn(nadia);
  browsers.reader = await signedIn(ruth);
  browsers.chair = await signedIn(helen);
  browsers.decider = await signedIn(graham);
  browsers['other-chair'] = await signedIn(peter);
  browsers.member = await signedIn(yasmin);
  browsers.operator = await signedIn(imran);
  browsers.elsewhere = await signedIn(elsewhere.people.nadia, elsewhere.id);
}, 120_000);
afterAll(() => test?.stop());

const database = () => test.records.database;

async function idOf(number: string): Promise<string> {
  const given = { partnershipId: place.id, number };
  const audit = await database().audit.findUniqueOrThrow({
    where: { partnershipId_number: given },
  });
  return audit.id;
}

function give(contactId: string, role: string, auditId: string | null = null) {
  const data = { partnershipId: place.id, contactId, role, auditId, fromDate: '2026-01-01' };
  return database().roleHolding.create({ data });
}

/** The group of its report, SEG, has the report and the theme of the own audit before it. */
async function toBeDecided(): Promise<void> {
  const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
  const groups = 'kind: choose-theme\n    groups: [{ body: seg, does: approves }]\n    decide: ';
  const yaml = readFileSync(file, 'utf8').replace(
    /kind: choose-theme\n/,
    `${groups}{ due: { workingDays: 10 } }\n`,
  );
  const profileVersionId = await storeProfile(
    database(),
    place.id,
    yaml.replace(/^profile: .*/m, 'profile: decided'),
    test.clock.now,
  );
  await database().audit.update({ where: { id: own.id }, data: { profileVersionId } });
  const theme = /- key: (\S+)\n(?:\s+title: .*\n)?\s+kind: choose-theme/.exec(yaml)?.[1] ?? '';
  await database().stage.deleteMany({ where: { auditId: own.id, key: { in: [theme, 'seg'] } } });
  const stage = { partnershipId: place.id, auditId: own.id, begunAt: test.clock.now };
  await database().stage.createMany({
    data: [
      { ...stage, key: theme, kind: 'choose-theme' },
      { ...stage, key: 'seg', kind: 'approve' },
    ],
  });
}

const tokens = new Map<Browser, string>();

async function ask(browser: Browser, route: string): Promise<Answer> {
  // More requests than one address may make in a minute.
  browser.address = `10.1.${Math.floor(asked / 200) % 250}.1`;
  asked += 1;
  const [method = '', url = ''] = route.split(' ');
  const path = url.replace(':number', own.number).replace(':body', 'seg').replace(/:\w+/g, unknown);
  if (method === 'GET') return answerOf(route, await browser.get(path));
  const csrf = tokens.get(browser) ?? (await tokenOf(browser));
  tokens.set(browser, csrf);
  return answerOf(route, await browser.send(path, { _csrf: csrf }));
}

async function tokenOf(browser: Browser): Promise<string> {
  const page = await browser.get('/console/sign-in');
  return /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
}

type Reply = Awaited<ReturnType<Browser['get']>>;

function answerOf(route: string, { statusCode, headers, body }: Reply): Answer {
  if (statusCode === 403 && body.includes('This is not open to you')) return 'no';
  if (statusCode === 401) return route.includes(' /console') ? 'out' : 'code';
  if (statusCode === 404) return 'none';
  const away = headers.location === '/console/sign-in' && route !== 'POST /console/sign-out';
  return statusCode === 303 && away ? 'out' : 'in';
}

/** What is asked for may well not be there: whoever is let in is told so. */
function isAs(expected: Answer, answer: Answer, reply: string): boolean {
  if (expected === 'in') return answer === 'in' || answer === 'none';
  // A form without its fields is refused as unreadable before anything is looked up.
  if (expected === 'none' && reply.startsWith('POST')) return answer !== 'no' && answer !== 'out';
  return answer === expected;
}

async function compare(wanted: (kind: Kind, who: Asker) => Answer | null): Promise<string[]> {
  const wrong = await Promise.all(
    askers.map(async (who) => {
      const own: string[] = [];
      for (const [route, kind] of kindOf) {
        // Those sign whoever asks out: they have a test of their own.
        const expected = route.endsWith('/sign-out') ? null : wanted(kind, who);
        const answer = expected && (await ask(browsers[who], route));
        if (expected && answer && !isAs(expected, answer, route)) {
          own.push(`${who}: ${route}: ${answer}, not ${expected}`);
        }
      }
      return own;
    }),
  );
  return wrong.flat();
}

describe('the matrix of access', () => {
  it('has every route there is, once, and no other', async () => {
    await test.app.ready();
    const all = test.app.routeList.map(({ method, url }) => `${method} ${url}`);
    const rows = [...Object.values(routes).flat(), ...Object.keys(programs)];
    expect(all.filter((route) => !rows.includes(route))).toEqual([]);
    expect(rows.filter((route) => !all.includes(route))).toEqual([]);
    expect(rows.length).toBe(new Set(rows).size);
    expect([...whoMay.keys()].filter((route) => !all.includes(route))).toEqual([]);
  });

  it('is obeyed by every route for everybody', async () => {
    expect(await compare((kind, who) => kinds[kind][who])).toEqual([]);
  }, 240_000);

  it('is obeyed while an audit is paused, and a chair’s place ends with the audit', async () => {
    const theirs: Kind[] = ['read a case', 'record a meeting', 'read to decide', 'decide'];
    const looks = (kind: Kind, who: Asker) =>
      theirs.includes(kind) && ['chair', 'decider', 'other-chair', 'member'].includes(who);
    const state = (to: string) =>
      database().audit.update({ where: { id: own.id }, data: { state: to } });
    await state('paused');
    const asBefore = await compare((kind, who) => (looks(kind, who) ? kinds[kind][who] : null));
    await state('closed');
    const ended = await compare((kind, who) =>
      looks(kind, who) ? (whenEnded[who] ?? kinds[kind][who]) : null,
    );
    await state('open');
    expect([asBefore, ended]).toEqual([[], []]);
  }, 120_000);
});

describe('signing out', () => {
  it.each(['POST /console/sign-out', 'POST /asks/sign-out'])(
    'is for anybody: %s',
    async (route) => {
      expect(kinds[kindOf.get(route) ?? 'link'].nobody).toBe('in');
      expect(await ask(new Browser(test.app), route)).toBe('in');
    },
  );
});

describe('programs', () => {
  it('get what their key is for, and nothing without one', async () => {
    const by = { contactId: place.people.nadia.id };
    const keyFor = async (role: 'editor' | 'reader') => {
      const input = { partnershipId: place.id, role, label: role };
      return (await makeApiKey(test.records, input, by, test.clock.now)).key;
    };
    const keys = { reader: await keyFor('reader'), editor: await keyFor('editor') };
    for (const [route, wanted] of Object.entries(programs)) {
      const [method, url = ''] = route.split(' ');
      const request = { method: method as 'GET', url: url.replace(':number', own.number) };
      const reply = (key?: string) =>
        test.app.inject({
          ...request,
          ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}),
        });
      for (const key of [undefined, 'x'.repeat(43)]) {
        const refused = await reply(key);
        expect([refused.statusCode, refused.json()]).toEqual([
          wanted.none,
          { error: 'unauthorised' },
        ]);
      }
      for (const role of ['reader', 'editor'] as const) {
        const { statusCode } = await reply(keys[role]);
        expect(statusCode === 403 ? 'no' : 'in', `${role}: ${route}`).toBe(wanted[role]);
      }
    }
  });
});

describe('a chair', () => {
  it('of one audit finds nothing of another under its number', async () => {
    const elsewhere = await auditAtReturns(test.records, place, test.clock.now);
    const where = { auditId: elsewhere.id };
    const ids = [
      (await database().case.findFirstOrThrow({ where })).id,
      (await database().return.findFirstOrThrow({ where })).id,
      (await database().ask.findFirstOrThrow({ where })).id,
      (await database().request.findFirstOrThrow({ where })).id,
    ];
    const theirs = [...routes['read a case'], ...routes['record a meeting']];
    for (const route of theirs.filter((each) => each.split(':number/')[1]?.includes(':'))) {
      const [method, url = ''] = route.split(' ');
      for (const id of ids) {
        browsers.chair.address = `10.2.${asked % 250}.1`;
        asked += 1;
        const path = url.replace(':number', own.number).replace(/:\w+/g, id);
        const csrf = tokens.get(browsers.chair) ?? '';
        const reply =
          method === 'GET'
            ? await browsers.chair.get(path)
            : await browsers.chair.send(path, { _csrf: csrf });
        expect([400, 404, 422, 409], `${method} ${path}`).toContain(reply.statusCode);
        if (method === 'GET') expect(reply.statusCode, path).toBe(404);
      }
    }
  }, 60_000);
});
