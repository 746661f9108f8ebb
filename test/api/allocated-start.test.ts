import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transaction } from '../../records/store/transaction.ts';
import { Browser, signIn, startApp, type TestApp } from '../support/app.ts';
import { aldermere, storeProfile } from '../support/directory.ts';
import { readableText } from '../support/reader.ts';
import { upload } from '../support/uploads.ts';

const file = new URL('../../profiles/file-audit.yaml', import.meta.url);
let test: TestApp;
let browser: Browser;
let draft: string;

beforeAll(async () => {
  test = await startApp('2027-05-20T10:00:00.000Z');
  const { now } = test.clock;
  const place = await aldermere(test.records, now);
  const profileVersionId = await transaction(test.records, (tx) =>
    storeProfile(tx, place.id, readFileSync(file, 'utf8'), now),
  );
  browser = new Browser(test.app);
  await signIn(test, browser, place.people.nadia.email);
  const begun = await browser.post('/console/audits/new', { profileVersionId });
  draft = begun.headers.location?.replace('/focus', '') ?? '';
});
afterAll(() => test?.stop());

it('an officer allocates cases for a month: who chose them is asked, the planning value is told (FA-3, FA-4)', async () => {
  await browser.post(`${draft}/focus`, { focus: 'Files for June' });
  const window = { windowFrom: '20 May 2025', windowTo: '20 May 2027', windowReason: '' };
  const period = await browser.get(`${draft}/period`);
  expect(readableText(period.body)).not.toContain('How many children');
  await browser.post(`${draft}/period`, { ...window, cases: '' });
  const bytes = Buffer.from('Local reference,Source\nF-101,Case system\nF-203,Case system');
  const sent = await upload(browser, { url: `${draft}/list`, field: 'list', name: 'a.csv', bytes });
  expect(sent.statusCode).toBe(303);

  const children = await browser.get(`${draft}/children`);
  const text = readableText(children.body);
  expect(text).toContain('nothing is selected at random');
  expect(text).toContain('one and a half to two days');
  const empty = await browser.post(`${draft}/children`, { chosenBy: '', allocationWhy: '' });
  expect(empty.statusCode).toBe(422);
  expect(readableText(empty.body)).toContain('Say who chose these cases.');
  const why = { chosenBy: 'Principal social worker', allocationWhy: 'One of each team.' };
  expect((await browser.post(`${draft}/children`, why)).statusCode).toBe(303);

  const dates = await browser.get(`${draft}/dates`);
  expect(dates.body).toContain('value="June 2027"');
  const early = await browser.post(`${draft}/dates`, {
    'date-month': 'May 2027',
    'degree-month': 'month',
  });
  expect(readableText(early.body)).toContain('has to be a month that has not begun yet');
  await browser.post(`${draft}/dates`, { 'date-month': 'June 2027', 'degree-month': 'month' });

  const check = readableText((await browser.get(`${draft}/check`)).body);
  expect(check).toContain('Principal social worker');
  expect(check).toContain('June 2027');
  const started = await browser.post(`${draft}/check`);
  expect(started.statusCode, readableText(started.body)).toBe(303);
  const selection = await browser.get(`${started.headers.location}/selection`);
  expect(readableText(selection.body)).toContain('How the cases were chosen');
  expect(readableText(selection.body)).not.toContain('Seed');
});
