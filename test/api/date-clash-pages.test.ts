import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { drawnAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00.000Z');
});
afterAll(() => test?.stop());

it('dates about to clash stand on the first page, with the button that moves one of them', async () => {
  const place = await aldermere(test.records, test.clock.now);
  const [first, second] = [
    await drawnAudit(test.records, place, test.clock.now),
    await drawnAudit(test.records, place, test.clock.now),
  ];
  test.clock.now = new Date('2027-04-01T10:00:00.000Z');
  const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  const what = 'Multi-agency audit discussion';
  const home = await nadia.get('/console');
  expect(pageWords(home.body)).toContain(
    `“${what}” of audit ${first.number} and “${what}” of audit ${second.number} are both on Wednesday 28 April 2027`,
  );
  const [, meant = ''] = /href="(\/console\/clashing-dates\/\w+)"/.exec(home.body) ?? [];
  const asked = pageWords((await nadia.get(meant)).body);
  expect(asked).toContain('Leave these dates as they are');
  expect(asked).toContain(`“${what}” of audit ${first.number} Wednesday 28 April 2027`);
  expect((await nadia.get(`${meant}0`)).statusCode).toBe(404);
  const path = `/console/audits/${second.number}/dates/discussion`;
  expect(home.body).toContain(`href="${path}"`);
  const typed = { date: '29 4 2027', degree: 'fixed', reason: 'The police cannot be at both.' };
  const preview = await nadia.post(path, typed);
  const [, fingerprint = ''] = /name="fingerprint" value="([^"]+)"/.exec(preview.body) ?? [];
  expect((await nadia.post(path, { ...typed, fingerprint })).statusCode).toBe(303);
  expect(pageWords((await nadia.get('/console')).body)).not.toContain('are both on');
});

it('dates that are meant to clash are left as they are, with a reason that stands in the history', async () => {
  const later = '2027-04-01T10:00:00.000Z';
  test.clock.now = new Date('2027-03-01T10:00:00.000Z');
  const place = await aldermere(test.records, test.clock.now, 'mereside');
  const audits = [
    await drawnAudit(test.records, place, test.clock.now),
    await drawnAudit(test.records, place, test.clock.now),
  ];
  test.clock.now = new Date(later);
  const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  const both = () =>
    nadia.get('/console').then(({ body }) => body.match(/are both on Wednesday 28 April 2027/g));
  expect(await both()).not.toBeNull();
  const { body } = await nadia.get('/console');
  const [task = ''] = body.split('<li>').filter((each) => each.includes('are both on'));
  const [, meant = ''] = /href="(\/console\/clashing-dates\/\w+)"/.exec(task) ?? [];
  const unsaid = await nadia.post(meant, { reason: ' ' }, meant);
  expect(unsaid.statusCode).toBe(422);
  expect(unsaid.body).toContain('Say why the dates stay as they are.');
  const reason = 'The police <send> two people.';
  const sent = await nadia.post(meant, { reason }, meant);
  expect([sent.statusCode, sent.headers.location]).toEqual([303, '/console']);
  expect(await both()).toBeNull();
  for (const { number } of audits) {
    const history = (await nadia.get(`/console/audits/${number}`)).body;
    expect(history).toContain('it is meant so');
    expect(history).toContain('The police &lt;send&gt; two people.');
  }
  // It can be looked at again, which puts it back among what is to be settled.
  const list = '/console/clashing-dates';
  expect((await nadia.get('/console')).body).toContain(`href="${list}"`);
  expect((await nadia.get(list)).body).toContain(`href="${meant}"`);
  const left = (await nadia.get(meant)).body;
  expect(left).toContain('The police &lt;send&gt; two people.');
  expect(pageWords(left)).toContain('Nadia Hussain, ');
  const again = `${meant}/take-up`;
  const blank = await nadia.post(again, { reason: ' ' }, meant);
  expect(blank.statusCode).toBe(422);
  expect(blank.body).toContain('Say why it is to be looked at again.');
  const why = 'Only <one> can come.';
  for (let clicked = 0; clicked < 2; clicked += 1) {
    const taken = await nadia.post(again, { reason: why }, '/console');
    expect([taken.statusCode, taken.headers.location]).toEqual([303, '/console']);
  }
  expect(await both()).not.toBeNull();
  expect((await nadia.get('/console')).body).not.toContain(`href="${list}"`);
  for (const { number } of audits) {
    const history = (await nadia.get(`/console/audits/${number}`)).body;
    expect(history.match(/is to be looked at again/g)).toHaveLength(1);
    expect(history).toContain('Only &lt;one&gt; can come.');
  }
  expect((await nadia.post(meant, { reason: 'Two after all.' }, meant)).statusCode).toBe(303);
  expect(await both()).toBeNull();
  expect(pageWords((await nadia.get(meant)).body)).toContain('Two after all.');
  const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
  expect((await ruth.get('/console')).body).not.toContain('clashing-dates');
  expect((await ruth.get(list)).statusCode).toBe(403);
  expect((await ruth.post(again, { reason: why }, '/console')).statusCode).toBe(403);
  const elsewhere = await aldermere(test.records, test.clock.now, 'stillwater');
  const stranger = await staffBrowser(test, elsewhere.id, elsewhere.people.nadia.id);
  expect((await stranger.post(again, { reason: why }, '/console')).statusCode).toBe(404);
  expect((await ruth.get(meant)).statusCode).toBe(403);
});
