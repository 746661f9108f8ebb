import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { Browser, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { staffBrowser } from '../support/staff.ts';
import { startedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let count = 0;

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
});
afterAll(() => test?.stop());
beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, test.clock.now, `aldermere-${count}`);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});

const hostile = `<script>alert(1)</script> {{ 7*7 }} =cmd|' O'Brien Llŷr`;

const pathOf = ({ id }: { id: string }) => `/console/staff/${id}`;
const change = (person: { id: string }, fields: Record<string, string | string[]>) =>
  nadia.post(pathOf(person), fields);

async function read(browser: Browser, path: string): Promise<string> {
  const page = await browser.get(path);
  expect(page.statusCode, path).toBe(200);
  return pageWords(page.body);
}

describe('the staff of a partnership', () => {
  it('are listed with what each may do, and the groups beside them', async () => {
    const page = await read(nadia, '/console/staff');
    expect(page).toMatch(/Nadia Hussain \(you\).*Officer/);
    expect(page).toMatch(/Ruth Amadi.*Reader/);
    expect(page).toContain('Strategic Executive Group: Graham Sutcliffe (chair), Yasmin Farouk');
    expect(page).not.toContain('Priya Nair');
  });

  it('get somebody new, who signs in by the address that was entered', async () => {
    const email = `sam-${count}@partnership.example`;
    const add = (fields: object) =>
      nadia.post('/console/staff/add', { name: 'Sam Okoye', email, role: 'operator', ...fields });
    expect((await add({ email: 'no address' })).statusCode).toBe(422);
    expect((await add({ role: 'king' })).statusCode).toBe(422);
    expect((await add({ role: 'audit-chair' })).statusCode).toBe(422);
    expect((await add({})).headers.location).toBe('/console/staff');
    expect(pageWords((await add({})).body)).toContain('They are on the list already');
    const sam = new Browser(test.app);
    await signIn(test, sam, email);
    expect((await sam.get('/console')).headers.location).toBe('/console/running');
  });

  it('are changed with a reason, which is kept with who did it and when', async () => {
    const { ruth } = place.people;
    const none = await change(ruth, { role: 'editor', reason: '' });
    expect(pageWords(none.body)).toContain('Say why');
    const same = await change(ruth, { role: 'reader', reason: 'No change.' });
    expect(pageWords(same.body)).toContain('Nothing is changed yet');
    expect((await change(ruth, { role: 'editor', reason: hostile })).statusCode).toBe(303);
    const page = await nadia.get(pathOf(ruth));
    expect(page.body).not.toContain('<script>alert');
    const words = pageWords(page.body).replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    expect(words).toContain(`From reader to editor: ${hostile}`);
    expect(words).toMatch(/10am on Monday 11 January 2027 , Nadia Hussain/);
    const browser = await staffBrowser(test, place.id, ruth.id);
    expect((await browser.get('/console/keys')).statusCode).toBe(200);
    expect(await firstBrokenEvent(test.records.database, place.id)).toBeNull();
    const events = await test.records.database.event.findMany({
      where: { chain: place.id, kind: 'staff.changed' },
    });
    expect(JSON.stringify(events)).not.toContain('alert');
  });

  it('who lose their role are out at once, whatever they had open', async () => {
    const { owen } = place.people;
    const browser = await staffBrowser(test, place.id, owen.id);
    expect((await browser.get('/console')).statusCode).toBe(200);
    expect((await change(owen, { role: 'none', reason: 'Left.' })).statusCode).toBe(303);
    expect((await browser.get('/console')).headers.location).toBe('/console/sign-in');
    expect(await read(nadia, '/console/staff')).not.toContain('Owen Fairley');
    expect(await read(nadia, pathOf(owen))).toContain('From officer’s deputy, editor to nothing');
  });

  it('always hold somebody who may change things, and somebody who is asked', async () => {
    const { nadia: officer, owen, judith } = place.people;
    for (const person of [owen, judith]) await change(person, { role: 'none', reason: 'Left.' });
    const last = await change(officer, { role: 'reader', reason: 'On leave.' });
    expect(pageWords(last.body)).toContain('They are the last who may change things here');
    await change(place.people.ruth, { role: 'editor', reason: 'Takes over.' });
    const asked = await change(officer, { role: 'reader', reason: 'On leave.' });
    expect(asked.statusCode).toBe(422);
    expect(pageWords(asked.body)).toContain('the last of officer, deputy and manager');
    await change(place.people.ruth, { role: 'manager', reason: 'Takes over.' });
    expect((await change(officer, { role: 'reader', reason: 'On leave.' })).statusCode).toBe(303);
    expect((await nadia.get('/console/staff')).statusCode).toBe(403);
  });

  it('of two editors who end each other at the same moment keep one', async () => {
    const { owen, nadia: officer, judith } = place.people;
    await change(judith, { role: 'none', reason: 'Left.' });
    const his = await staffBrowser(test, place.id, owen.id);
    const [one, other] = await Promise.all([
      change(owen, { role: 'none', reason: 'Left.' }),
      his.post(pathOf(officer), { role: 'none', reason: 'Left.' }),
    ]);
    const held = await test.records.database.roleHolding.count({
      where: { partnershipId: place.id, role: 'editor', toDate: null },
    });
    expect(held).toBe(1);
    expect([one.statusCode, other.statusCode]).toContain(303);
  });

  it('who chair one audit have it until that is ended', async () => {
    const { number } = await startedAudit(test.records, place, test.clock.now);
    const { helen } = place.people;
    const added = { name: 'x', email: helen.email, role: 'audit-chair', audit: number };
    expect((await nadia.post('/console/staff/add', added)).statusCode).toBe(303);
    const hers = await staffBrowser(test, place.id, helen.id);
    expect((await hers.get(`/console/audits/${number}`)).statusCode).toBe(200);
    expect(await read(nadia, pathOf(helen))).toContain(`Chair of audit ${number}`);
    const ends = (await nadia.get(pathOf(helen))).body.match(
      /name="ends"[^>]*value="([^"]+)"/,
    )?.[1];
    const ended = await change(helen, { role: 'none', ends: ends ?? '', reason: 'Not free.' });
    expect(ended.statusCode).toBe(303);
    expect((await hers.get(`/console/audits/${number}`)).headers.location).toBe('/console/sign-in');
  });

  it('are not changed from another partnership, nor is a contact of an agency there', async () => {
    const elsewhere = await aldermere(test.records, test.clock.now, `elsewhere-${count}`);
    for (const person of [elsewhere.people.ruth, place.people.priya, { id: 'nobody' }]) {
      expect((await nadia.get(pathOf(person))).statusCode).toBe(404);
      const page = await nadia.get('/console/staff/add');
      const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      const fields = { _csrf: csrf, role: 'editor', reason: 'Because.' };
      expect((await nadia.send(pathOf(person), fields)).statusCode).toBe(404);
    }
  });
});
