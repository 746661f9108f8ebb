import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { respondentSubmits } from '../support/people.ts';
import { readableText } from '../support/reader.ts';
import { auditAtReturns, type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const received = { from: 'Priya <Nair>', how: 'phone', receivedOn: '1 3 2027' };
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;

beforeAll(async () => {
  test = await startApp(monday.toISOString());
  place = await aldermere(test.records, monday);
  audit = await auditAtReturns(test.records, place, monday);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});
afterAll(() => test?.stop());

const toolOf = (number: number) =>
  returnOf(test.records, audit, { agencyId: place.agencies.police, number });
const pageOf = async (number: number) =>
  `/console/audits/${audit.number}/returns/${(await toolOf(number)).id}`;

describe('what an agency says of a tool by phone', () => {
  it('is entered: that it did not know the child after all', async () => {
    const page = await pageOf(1);
    const url = `${page}/not-known`;
    expect((await nadia.get(page)).body).toContain('value="not-known"');
    const begun = { submissionKey: 'key', 'impact.development': 'Begun <before>.' };
    const led = await nadia.post(page, { ...begun, wanted: 'not-known' }, page);
    expect([led.statusCode, led.headers.location]).toEqual([303, url]);
    expect((await nadia.get(page)).body).toContain('Begun &lt;before&gt;.');
    expect(readableText((await nadia.get(url)).body)).toContain(
      'They say: “This child was not known to us in this period”',
    );
    const unsaid = await nadia.post(url, { ...received, reason: ' ' }, url);
    expect(unsaid.statusCode).toBe(422);
    expect(unsaid.body).toContain('Say how you know');
    const reason = 'A cousin <of the> same name.';
    const unreceived = await nadia.post(url, { reason }, url);
    expect(unreceived.statusCode).toBe(422);
    expect(unreceived.body).toContain('Enter the name of the person');
    expect(unreceived.body).toContain('A cousin &lt;of the&gt; same name.');
    const sent = await nadia.post(url, { ...received, reason }, url);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, page]);
    const shown = (await nadia.get(page)).body;
    expect(shown).toContain('A cousin &lt;of the&gt; same name.');
    expect(shown).toContain('Entered for them, received from Priya &lt;Nair&gt;, by phone');
    const row = await toolOf(1);
    expect(row.state).toBe('nil');
    const { nilReceivedSealed } = await test.records.database.return.findUniqueOrThrow({
      where: { id: row.id },
    });
    expect(Buffer.from(nilReceivedSealed ?? []).includes('Nair')).toBe(false);
    const letters = await test.records.database.letter.findMany({
      where: { kind: 'nil-return/entered' },
    });
    expect(letters.map(({ contactId }) => contactId)).toEqual([place.people.priya.id]);
    const event = await test.records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'return.not-known' },
    });
    expect([event.actorId, event.onBehalf]).toEqual([place.people.nadia.id, true]);
    expect(await firstBrokenEvent(test.records.database, audit.id)).toBeNull();
    // A second click, and somebody who comes later.
    expect((await nadia.post(url, { ...received, reason }, page)).statusCode).toBe(303);
    expect((await nadia.get(url)).statusCode).toBe(404);
    expect(
      await test.records.database.letter.count({ where: { kind: 'nil-return/entered' } }),
    ).toBe(1);
  });

  it('is not entered over what was sent meanwhile, and what was typed is shown again', async () => {
    const page = await pageOf(3);
    const url = `${page}/not-known`;
    const { id: returnId } = await toolOf(3);
    await nadia.get(url);
    const { id: contactId } = place.people.priya;
    expect(await respondentSubmits(test.records, { returnId, contactId }, monday)).toBe(
      'submitted',
    );
    const refused = await nadia.post(url, { ...received, reason: 'Another <Tegan>.' }, page);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('It has been sent meanwhile');
    expect(refused.body).toContain('Another &lt;Tegan&gt;.');
    expect((await toolOf(3)).state).toBe('submitted');
  });

  it('is entered: that it needs more time, once, and its people have the new date', async () => {
    const page = await pageOf(2);
    const dueOf = async () => {
      const { requestId } = await toolOf(2);
      const where = { requestId, step: 'returns', outcome: null };
      return (await test.records.database.ask.findFirstOrThrow({ where })).dueDate;
    };
    const before = await dueOf();
    expect(readableText((await nadia.get(page)).body)).toContain('Did they ask for more time?');
    expect((await nadia.post(`${page}/more-time`, {}, page)).headers.location).toBe(page);
    const after = await dueOf();
    expect(after > before).toBe(true);
    expect((await nadia.post(`${page}/more-time`, {}, page)).statusCode).toBe(303);
    expect(await dueOf()).toBe(after);
    expect(readableText((await nadia.get(page)).body)).not.toContain('Did they ask');
    const letters = await test.records.database.letter.findMany({ where: { kind: 'more-time' } });
    expect(letters.map(({ contactId }) => contactId)).toEqual([place.people.priya.id]);
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    expect((await ruth.get(page)).body).not.toContain('more-time');
    expect((await ruth.get(`${page}/not-known`)).statusCode).toBe(403);
  });
});
