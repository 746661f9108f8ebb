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
  const path = `/console/audits/${second.number}/dates/discussion`;
  expect(home.body).toContain(`href="${path}"`);
  const typed = { date: '29 4 2027', degree: 'fixed', reason: 'The police cannot be at both.' };
  const preview = await nadia.post(path, typed);
  const [, fingerprint = ''] = /name="fingerprint" value="([^"]+)"/.exec(preview.body) ?? [];
  expect((await nadia.post(path, { ...typed, fingerprint })).statusCode).toBe(303);
  expect(pageWords((await nadia.get('/console')).body)).not.toContain('are both on');
});
