import { afterAll, beforeAll, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { internalWords, readableText } from '../support/reader.ts';

let test: TestApp;
let place: Aldermere;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  place = await aldermere(test.records, test.clock.now);
});
afterAll(() => test?.stop());

it.each(['/accessibility', '/privacy', '/cookies'])(
  '%s is open to anybody, from any page',
  async (url) => {
    const browser = new Browser(test.app);
    const page = await browser.get(url);
    expect(page.statusCode).toBe(200);
    expect(readableText(page.body)).not.toMatch(internalWords);
    for (const from of ['/', '/console/sign-in']) {
      expect((await browser.get(from)).body).toContain(`href="${url}"`);
    }
  },
);

it('names every cookie that the pages set, and none that they do not', async () => {
  const browser = new Browser(test.app);
  const { body } = await browser.get('/cookies');
  const named = [...body.matchAll(/__Host-[\w-]+/g)].map(([name]) => name);
  const { attempt, ...others } = cookieNames;
  expect(named.sort()).toEqual(Object.values(others).sort());
  await comeIn(test, browser, place.people.priya);
  await signIn(test, browser, place.people.nadia.email);
  expect([...browser.cookies.keys()].sort()).toEqual(named);
});
