import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { readerBrowser } from '../support/reader.ts';
import { auditAtReturns, returnOf } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let priya: Browser;
let path: string;
let section: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T14:02:00Z');
  place = await aldermere(test.records, test.clock.now);
  const audit = await auditAtReturns(test.records, place, test.clock.now);
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  const of = { agencyId: place.agencies.police, number: 1 };
  path = `/returns/${(await returnOf(test.records, audit, of)).id}`;
  section = `${path}/sections/impact`;
  await priya.post(`${path}/start`, { accepted: 'yes', independent: 'yes' }, path);
});
afterAll(() => test?.stop());

async function saves(fields: Record<string, string>, by = priya) {
  const reply = await by.post(`${section}/autosave`, fields, section);
  return {
    status: reply.statusCode,
    body: reply.headers['content-type']?.includes('json') ? reply.json() : {},
  };
}

describe('a section that is saved while it is typed', () => {
  it('says when, with the revision that the next one starts from, and stands in the form', async () => {
    const first = await saves({ revision: '0', 'answer-good-practice': 'Seen <b>alone</b>.' });
    expect(first).toEqual({ status: 200, body: { told: 'Saved 2:02pm', revision: 1 } });
    test.clock.now = new Date('2027-03-01T14:05:00Z');
    const second = await saves({ revision: '1', 'answer-good-practice': 'Seen alone, weekly.' });
    expect(second).toEqual({ status: 200, body: { told: 'Saved 2:05pm', revision: 2 } });
    const { body } = await priya.get(section);
    expect(body).toContain('Seen alone, weekly.');
    expect(body).toContain('Last saved at 2:05pm on Monday 1 March 2027');
  });

  it('overwrites nothing that was saved on another page meanwhile', async () => {
    const stale = await saves({ revision: '1', 'answer-good-practice': 'From the old tab.' });
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({
      final: true,
      told: expect.stringContaining('another page'),
    });
    expect((await priya.get(section)).body).not.toContain('From the old tab.');
  });

  it('says that an answer is too long, and saves none of it', async () => {
    const long = await saves({ revision: '2', 'answer-good-practice': 'x'.repeat(200_000) });
    expect(long.status).toBe(422);
    expect(long.body).toMatchObject({ final: true, told: expect.stringContaining('too long') });
    expect((await priya.get(section)).body).toContain('Seen alone, weekly.');
  });

  it('is nobody else’s', async () => {
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    const fields = { revision: '2', 'answer-good-practice': 'Not mine.' };
    expect((await rosa.post(`${section}/autosave`, fields, '/asks')).statusCode).toBe(404);
  });
});
