import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: StartedAudit;
let priya: Browser;
let nadia: Browser;
const url = '/working-days';

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  audit = await startedAudit(test.records, place, test.clock.now);
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});
afterAll(() => test?.stop());

const warning = 'of Aldermere Police does not work on';
const discussion = () => `/console/audits/${audit.number}/dates/discussion`;
/** Wednesday 5 May is moved to Thursday 6 May. */
const move = { degree: 'fixed', date: '6 May 2027', reason: 'The room is taken.' };

describe('somebody who does not work on every day', () => {
  it('is asked for a day at least', async () => {
    expect(readableText((await priya.get('/asks')).body)).toContain('on which days you work');
    const refused = await priya.post(url, { termTimeOnly: 'yes' });
    expect(refused.statusCode).toBe(422);
    const text = readableText(refused.body);
    expect(text).toContain('Choose at least one day on which you work.');
    expect(text).not.toMatch(internalWords);
    expect(refused.body).toMatch(/value="yes" checked/);
  });

  it('warns whoever moves a date to another day, and nobody before', async () => {
    expect((await nadia.post(discussion(), move)).body).not.toContain(warning);
    const said = await priya.post(url, { worksOn: ['1', '2', '3'] });
    expect([said.statusCode, said.headers.location]).toEqual([303, '/asks']);
    expect((await priya.get(url)).body).toMatch(/value="3" checked/);
    expect((await priya.get(url)).body).not.toMatch(/value="4" checked/);
    const moving = await nadia.post(discussion(), move);
    expect(readableText(moving.body)).toMatch(
      new RegExp(`Priya \\S+ ${warning} Thursday 6 May 2027`),
    );
  });
});
