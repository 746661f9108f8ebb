import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { formsOf } from '../support/forms.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  const audit = await auditAtDiscussion(test.records, place);
  test.clock.now = new Date('2027-04-22T11:00:00Z');
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  base = `/console/audits/${audit.number}/discussion`;
});
afterAll(() => test?.stop());

/** What stands in the form of the page. */
function fieldsOf(html: string): Record<string, string> {
  const form = formsOf(html, `${base}/place`).find(({ action }) => action === `${base}/place`);
  return Object.fromEntries(
    (form?.fields ?? []).flatMap(({ kind, name, value }) =>
      kind === 'button' ? [] : [[name, value ?? '']],
    ),
  );
}

it('gives each case its time within the meeting, of which those are told whose time it is', async () => {
  const url = `${base}/place`;
  const empty = await nadia.get(url);
  expect(fieldsOf(empty.body)).toMatchObject({ 'slotAt-1': '', 'slotMinutes-1': '' });
  expect(readableText(empty.body)).not.toMatch(internalWords);

  const filled = await nadia.send(url, { ...fieldsOf(empty.body), fill: 'equal' });
  expect(filled.statusCode).toBe(200);
  expect(readableText(filled.body)).toContain('Nothing is saved yet');
  expect(fieldsOf(filled.body)).toMatchObject({
    'slotAt-1': '10:00',
    'slotMinutes-1': '20',
    'slotAt-2': '10:20',
  });
  expect(await test.records.database.meetingSlot.count()).toBe(0);

  const wrong = await nadia.send(url, { ...fieldsOf(filled.body), 'slotAt-2': 'after C1' });
  expect(wrong.statusCode).toBe(422);
  expect(fieldsOf(wrong.body)).toMatchObject({ 'slotAt-2': 'after C1' });
  expect(readableText(wrong.body)).toContain('Enter when C2 begins, such as 10:20');

  const swapped = { 'slotAt-1': '10.20', 'slotAt-2': '10:00' };
  const saved = await nadia.send(url, { ...fieldsOf(filled.body), ...swapped });
  expect(saved.statusCode).toBe(303);
  expect(readableText((await nadia.get(base)).body)).toContain(
    'C1 , side by side 10:20am to 10:40am',
  );
  const people = readableText((await nadia.get(`${base}/attendance`)).body);
  expect(people).toContain('Needed from 10:20am to 10:40am');

  const { rosa } = place.people;
  const ask = await test.records.database.ask.findFirstOrThrow({
    where: { step: 'attend', contactId: rosa.id },
  });
  const browser = await readerBrowser(test, place.id, rosa.id);
  const own = readableText((await browser.get(`/asks/${ask.id}`)).body);
  expect(own).toContain('Your cases C1: 10:20am to 10:40am You need not be there for the rest.');

  await test.post.sendDue(test.clock.now, 100);
  const received = test.inbox.mailbox.received.list();
  const emails = await Promise.all(received.map(({ raw }) => PostalMime.parse(raw)));
  const moved = emails.filter(({ subject }) => subject?.includes('discussion now on'));
  expect(moved.map(({ to }) => to?.[0]?.address).sort()).toEqual(
    [place.people.priya.email, rosa.email].sort(),
  );
  const toRosa = moved.find(({ to }) => to?.[0]?.address === rosa.email);
  expect(toRosa?.text).toContain('Your cases: 10:20am to 10:40am');
  expect(toRosa?.text).not.toMatch(/\bC1\b/);
  const [file] = toRosa?.attachments ?? [];
  const calendar = new TextDecoder().decode(file?.content as ArrayBuffer);
  expect(calendar).toContain('DTSTART:20270428T092000Z');
  expect(calendar).toContain('DTEND:20270428T094000Z');
  expect(calendar).toContain('SEQUENCE:1');
  expect(test.faults).toEqual([]);
});
