import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { readerBrowser } from '../support/reader.ts';
import { auditAtReturns, type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const now = new Date('2027-03-01T10:00:00Z');
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let real: Record<string, string>;

beforeAll(async () => {
  test = await startApp(now.toISOString());
  place = await aldermere(test.records, now);
  audit = await auditAtReturns(test.records, place, now);
  const { priya } = place.people;
  const of = { agencyId: place.agencies.police, number: 1 };
  const ask = await test.records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'returns', contactId: priya.id },
  });
  const own = await returnOf(test.records, audit, of);
  real = {
    number: audit.number,
    return: own.id,
    tool: own.id,
    ask: ask.id,
    agency: 'police',
    child: 'C1',
    contact: priya.id,
    section: 'impact',
    date: 'discussion',
    key: 'discussion',
  };
  await test.app.ready();
});
afterAll(() => test?.stop());

const keys = ['zzz', '__proto__', 'constructor', 'toString', 'state', 'partnershipId'];

/** A page of the real audit where there is one; elsewhere an id that nothing has. */
function pathOf(url: string): string {
  return url.replace(/:(\w+)/g, (_all, name: string) => {
    return real[name] ?? 'a1b2c3d4-0000-4000-8000-000000000000';
  });
}

/** What every form of these routes answers to a key that its page does not have. */
async function answers(browser: Browser, prefix: RegExp): Promise<string[]> {
  const page = await browser.get('/console/sign-in');
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const told: string[] = [];
  for (const { method, url } of test.app.routeList) {
    if (method !== 'POST' || !prefix.test(url) || /sign-(in|out)/.test(url)) continue;
    for (const key of keys) {
      const reply = await browser.send(pathOf(url), { _csrf: csrf, [key]: '1' });
      told.push(`${url} ${key} ${reply.statusCode}`);
    }
  }
  return told;
}

const refused = / (400|404)$/;

describe('a key that no page of ours has', () => {
  const events = () => test.records.database.event.count();

  it('is refused by every form of the console, and nothing is done', async () => {
    const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const before = await events();
    const told = await answers(nadia, /^\/console\b/);
    expect(told.filter((each) => !refused.test(each))).toEqual([]);
    expect(told.filter((each) => each.endsWith(' 400')).length).toBeGreaterThan(20 * keys.length);
    expect(await events()).toBe(before);
    expect(test.faults).toEqual([]);
  });

  it('is refused by every form behind a link, and nothing is done', async () => {
    const reader = await readerBrowser(test, place.id, place.people.priya.id);
    const before = await events();
    const told = await answers(
      reader,
      /^\/(asks|returns|pack|work-plans|working-days|concerns|urgent)\b/,
    );
    expect(told.filter((each) => !refused.test(each))).toEqual([]);
    expect(told.filter((each) => each.endsWith(' 400')).length).toBeGreaterThan(5 * keys.length);
    expect(await events()).toBe(before);
    expect(test.faults).toEqual([]);
  });
});
