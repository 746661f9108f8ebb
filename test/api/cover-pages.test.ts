import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from '../support/app.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let owen: Browser;
let count = 0;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
});
afterAll(() => test?.stop());
beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, test.clock.now, `aldermere-${count}`);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  owen = await staffBrowser(test, place.id, place.people.owen.id);
});

const hostile = `<script>alert(1)</script> {{ 7*7 }} =cmd|' O'Brien Llŷr`;
const coverOf = (person: 'nadia' | 'owen' | 'ruth') =>
  `/console/staff/${place.people[person].id}/cover`;
const days = (change = {}) => ({
  from: '11 January 2027',
  to: '15 January 2027',
  coveredById: place.people.owen.id,
  ...change,
});

async function read(browser: Browser, path: string): Promise<string> {
  const page = await browser.get(path);
  expect(page.statusCode, path).toBe(200);
  return pageWords(page.body);
}

describe('days away', () => {
  it('are set for oneself, seen by both on their first page, changed, and ended on return', async () => {
    const form = await nadia.get(coverOf('nadia'));
    expect(form.body).toMatch(
      new RegExp(
        `value="${place.people.owen.id}" checked|checked[^>]*value="${place.people.owen.id}"`,
      ),
    );
    expect((await nadia.post(coverOf('nadia'), days())).statusCode).toBe(303);
    expect(await read(nadia, '/console')).toContain(
      'Owen Fairley covers for you until Friday 15 January 2027.',
    );
    expect(await read(owen, '/console')).toContain(
      'You are covering for Nadia Hussain until Friday 15 January 2027.',
    );
    const set = 'Monday 11 January 2027 to Friday 15 January 2027, covered by Owen Fairley';
    expect(await read(owen, '/console/staff')).toContain(`Away ${set}`);
    const person = await owen.get(`/console/staff/${place.people.nadia.id}`);
    expect(pageWords(person.body)).toContain(`Away ${set}`);
    const [, change = ''] = /href="([^"]+\/cover\/[^"]+)"/.exec(person.body) ?? [];
    const { id: coveredById } = place.people.judith;
    expect((await owen.post(change, days({ coveredById }))).statusCode).toBe(303);
    expect(await read(owen, '/console')).not.toContain('You are covering');
    expect((await owen.post(change, days())).statusCode).toBe(404);
    const after = await owen.get(`/console/staff/${place.people.nadia.id}`);
    const [, again = ''] = /href="([^"]+\/cover\/[^"]+)"/.exec(after.body) ?? [];
    expect((await nadia.post(`${again}/end`, {}, again)).statusCode).toBe(303);
    const history = await read(nadia, `/console/staff/${place.people.nadia.id}`);
    expect(history).toMatch(/No longer away: .*Days away changed: .*Away Monday 11 January/);
    expect(await read(nadia, '/console')).not.toContain('covers for you');
  });

  it('are shown again with what was typed and what to do, when they cannot be', async () => {
    const wrong = await nadia.post(coverOf('owen'), days({ from: hostile, coveredById: hostile }));
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).not.toContain('<script>alert');
    expect(pageWords(wrong.body)).toContain('Enter the first day away, such as 27 3 2027.');
    expect(pageWords(wrong.body)).toContain('Choose who covers.');
    expect(wrong.body).toContain('{{ 7*7 }}');
    expect((await nadia.get(coverOf('ruth'))).statusCode).toBe(404);
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    expect((await ruth.post(coverOf('nadia'), days())).statusCode).toBe(403);
  });
});
