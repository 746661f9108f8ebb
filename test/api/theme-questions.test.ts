import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transaction } from '../../records/store/transaction.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { aldermere, storeProfile } from '../support/directory.ts';
import { readableText } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let nadia: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp('2026-09-07T10:00:00.000Z');
  const place = await aldermere(test.records, test.clock.now);
  const file = new URL('../../profiles/warrington-audit-day.yaml', import.meta.url);
  const profileVersionId = await transaction(test.records, (tx) =>
    storeProfile(tx, place.id, readFileSync(file, 'utf8'), test.clock.now),
  );
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  const begun = await nadia.post('/console/audits/new', { profileVersionId });
  base = String(begun.headers.location).replace(/\/focus$/, '');
});
afterAll(() => test?.stop());

describe('the questions that an audit adds on its theme', () => {
  it('are written when it is started, as many as the process lets (WA-7)', async () => {
    expect(readableText((await nadia.get(`${base}/focus`)).body)).toContain(
      'One a line, at most 4. They are asked after the questions that every audit asks, and the record concludes under each of them.',
    );
    const five = { focus: '', questions: '1?\n2?\n3?\n4?\n<b>5?</b>' };
    const refused = await nadia.post(`${base}/focus`, five);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Write at most 4 questions; these are 5.');
    expect(refused.body).toContain('&lt;b&gt;5?&lt;/b&gt;');
  });

  it('stand among the answers to check; the theme itself may be missing (WA-3, WA-7)', async () => {
    const typed = { focus: '', questions: 'Was early help offered?\r\nWho led it?' };
    expect((await nadia.post(`${base}/focus`, typed)).statusCode).toBe(303);
    const text = readableText((await nadia.get(`${base}/check`)).body);
    expect(text).toContain('Questions on the theme Was early help offered? Who led it?');
    expect(text).toContain('No theme');
  });
});
