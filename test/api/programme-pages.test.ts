import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { offerPlanned } from '../../records/programme/offer-planned.ts';
import { transaction } from '../../records/store/transaction.ts';
import { Browser, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';

const yaml = readFileSync(
  new URL('../../programmes/solihull-2022-23.yaml', import.meta.url),
  'utf8',
);
const base = '/console/programme/solihull-2022-23/domestic-abuse';
let test: TestApp;
let place: Aldermere;
let nadia: Browser;

beforeAll(async () => {
  test = await startApp('2022-04-04T09:00:00Z');
  place = await aldermere(test.records, test.clock.now);
  await test.records.database.roleHolding.updateMany({ data: { fromDate: '2020-01-01' } });
  const desk = readFileSync(
    new URL('../support/profiles/desk-review.yaml', import.meta.url),
    'utf8',
  );
  for (const name of ['solihull-thematic', 'solihull-dip-sample']) {
    const text = desk.replace('profile: desk-review', `profile: ${name}`);
    await transaction(test.records, (tx) => storeProfile(tx, place.id, text, test.clock.now));
  }
  nadia = new Browser(test.app);
  await signIn(test, nadia, place.people.nadia.email);
});
afterAll(() => test?.stop());

it('refuses a programme that is not in order, with the line and the text as it was given', async () => {
  const text = yaml.replace('meeting: 2022-08-19', 'meeting: 2022-08-01');
  const refused = await nadia.post('/console/add-programme', { text });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toMatch(
    /Line \d+: Meeting \(Monday 1 August 2022\) is before Auditing ends/,
  );
  expect(refused.body).toContain('meeting: 2022-08-01');
});

it('shows the year with its dates in their degrees and what to look at (SO-39)', async () => {
  const loaded = await nadia.post('/console/add-programme', { text: yaml });
  expect(loaded.headers.location).toBe('/console/programme');
  const { body } = await nadia.get('/console/programme');
  expect(body).toContain('Friday 11 November 2022 (provisional)');
  expect(body).toContain('September 2022, day to be set');
  expect(body).toContain('is in the school holidays.');
  expect(body).toContain('On Tuesday 17 January 2023 fall together');
  expect(body).toContain('To be started from Monday 6 June 2022');
});

it('changes a date with its reason, which stands on the page of the audit (SO-2)', async () => {
  const url = `${base}/dates/meeting`;
  const typed = { degree: 'provisional', date: '22 August 2022' };
  const refused = await nadia.post(url, { ...typed, reason: '' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('Say why the programme changes.');
  const reason = 'A review <has> reported.';
  expect((await nadia.post(url, { ...typed, reason })).headers.location).toBe(base);
  const { body } = await nadia.get(base);
  expect(body).toContain('Monday 22 August 2022 (provisional)');
  expect(body).toContain('A review &lt;has&gt; reported.');
  expect(body).toContain('Nadia Hussain');
});

it('is offered on the first page on its day, and starts with everything filled in', async () => {
  test.clock.now = new Date('2022-06-06T09:00:00Z');
  // A session of April is over in June.
  const owen = new Browser(test.app);
  await signIn(test, owen, place.people.owen.email);
  const ref = { partnership: place.id, programme: 'solihull-2022-23', entry: 'domestic-abuse' };
  await offerPlanned(test.records, ref, test.clock.now);
  expect((await owen.get('/console')).body).toContain(
    'Domestic abuse, planned for July 2022, is to be started',
  );
  const begun = await owen.post(`${base}/start`, {}, base);
  const form = String(begun.headers.location);
  expect(form).toMatch(/^\/console\/audits\/new\/[\w-]+\/focus$/);
  expect((await owen.get(form)).body).toContain('Domestic abuse: How agencies respond together');
  const again = await owen.post(`${base}/start`, {}, base);
  expect(again.headers.location).toBe(form);
});

it('lets a reader look and change nothing', async () => {
  const ruth = new Browser(test.app);
  await signIn(test, ruth, place.people.ruth.email);
  const { body } = await ruth.get(base);
  expect(body).not.toContain('Take it out');
  expect((await ruth.get(`${base}/drop`)).statusCode).toBe(403);
});
