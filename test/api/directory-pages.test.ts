import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from '../support/app.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { formsOf } from '../support/forms.ts';
import { pageWords } from '../support/page-words.ts';
import { auditAtInvolvement, auditAtReturns } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';
import { upload } from '../support/uploads.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const root = '/console/directory';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let count = 0;

beforeAll(async () => {
  test = await startApp(monday.toISOString());
});
afterAll(() => test?.stop());

beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, monday, `aldermere-${count}`);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});

async function words(path: string): Promise<string> {
  const page = await nadia.get(path);
  expect(page.statusCode, path).toBe(200);
  return pageWords(page.body);
}

/** What the check page would send. */
function hidden(body: string, url: string): Record<string, string> {
  const fields = formsOf(body, url)[0]?.fields ?? [];
  return Object.fromEntries(
    fields.filter(({ kind }) => kind === 'hidden').map(({ name, value }) => [name, value]),
  );
}

const eventKinds = async () =>
  (
    await test.records.database.event.findMany({
      where: { chain: place.id, kind: { not: 'session.begun' } },
      orderBy: { seq: 'asc' },
    })
  ).map(({ kind }) => kind);

describe('the directory', () => {
  it('lists agencies, groups and the business unit with who answers for each', async () => {
    const page = await words(root);
    expect(page).toContain('Aldermere Police');
    expect(page).toContain('Priya Nair');
    expect(page).toContain('Strategic Executive Group');
    expect(page).toContain('Nadia Hussain');
    const police = await words(`${root}/agencies/police`);
    expect(police).toMatch(/Mail domains police\.example/);
    expect(police).toMatch(/Dean Whitlock dean\.whitlock@police\.example/);
    expect(police).toMatch(/Strategic lead .* Nobody/);
  });

  it('is shown to readers, who change nothing', async () => {
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    const page = await ruth.get(root);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('add-agency');
    expect((await ruth.get(`${root}/list.csv`)).statusCode).toBe(200);
    for (const path of ['add-agency', 'upload', 'agencies/police/roles/deputy']) {
      expect((await ruth.get(`${root}/${path}`)).statusCode, path).toBe(403);
    }
    const replace = `${root}/people/${place.people.priya.id}/replace`;
    expect((await ruth.get(replace)).statusCode).toBe(403);
  });

  it('belongs to one partnership', async () => {
    await aldermere(test.records, monday, `elsewhere-${count}`);
    const foreign = await test.records.database.contact.findFirstOrThrow({
      where: { partnershipId: `elsewhere-${count}` },
    });
    expect((await nadia.get(`${root}/people/${foreign.id}`)).statusCode).toBe(404);
    expect((await nadia.get(`${root}/people/${foreign.id}/replace`)).statusCode).toBe(404);
  });

  it('takes a new agency with its services and people', async () => {
    const added = await nadia.post(`${root}/add-agency`, {
      name: 'Mere Fire and Rescue',
      mailDomains: '@fire.example\nmerefire.example',
    });
    expect(added.headers.location).toBe(`${root}/agencies/mere-fire-and-rescue`);
    const path = String(added.headers.location);
    await nadia.post(`${path}/add-service`, { name: 'Community safety' });
    await nadia.post(`${path}/add-person`, { name: 'Al Fox', email: 'al@fire.example' });
    const page = await words(path);
    expect(page).toContain('fire.example merefire.example');
    expect(page).toContain('Community safety');
    expect(page).toContain('Al Fox');
    expect(await eventKinds()).toEqual(['agency.added', 'service.added', 'contact.added']);
    const again = await nadia.post(`${root}/add-agency`, { name: 'mere fire and rescue' });
    expect(again.statusCode).toBe(422);
    const wrong = await nadia.post(`${path}/change`, {
      name: 'Mere Fire',
      mailDomains: 'no domain!',
    });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('no domain!');
  });

  it('ends an agency with a reason: it is asked no more and stays on record', async () => {
    const path = `${root}/agencies/housing`;
    expect((await nadia.post(`${path}/end`, { reason: ' ' })).statusCode).toBe(422);
    const ended = await nadia.post(`${path}/end`, { reason: 'Merged with another landlord.' });
    expect(ended.statusCode).toBe(303);
    const page = await words(path);
    expect(page).toContain('Ended on Monday 1 March 2027. Merged with another landlord.');
    expect(page).toContain('Marek Zielinski');
    expect((await nadia.get(`${path}/roles/deputy`)).statusCode).toBe(404);
    const audit = await auditAtInvolvement(test.records, place, monday);
    const asked = await test.records.database.ask.count({
      where: { auditId: audit.id, agencyId: place.agencies.housing },
    });
    expect(asked).toBe(0);
  });
});

describe('roles over time', () => {
  it('give the strategic lead to somebody new of the agency', async () => {
    const path = `${root}/agencies/police/roles/strategic-lead`;
    expect(await words(path)).toContain('Who is strategic lead?');
    const nobody = await nadia.post(path, { fromDay: '1 3 2027' });
    expect(nobody.statusCode).toBe(422);
    expect(pageWords(nobody.body)).toContain('Say who it is.');
    const given = await nadia.post(path, {
      who: 'new',
      name: 'Kit Lowe',
      email: 'kit.lowe@police.example',
      fromDay: '1 3 2027',
    });
    expect(given.statusCode).toBe(303);
    expect(await words(`${root}/agencies/police`)).toMatch(/Strategic lead .*? Kit Lowe/);
    expect(await eventKinds()).toEqual(['contact.added', 'role.begun']);
  });

  it('end the time of whoever had the role before, the day before', async () => {
    const path = `${root}/agencies/police/roles/safeguarding-lead`;
    expect(await words(path)).toContain('Priya Nair has this role now');
    const { id } = place.people.dean;
    const fields = { who: 'known', contactId: id, fromDay: '1 4 2027' };
    expect((await nadia.post(path, fields)).statusCode).toBe(303);
    // Clicked twice.
    expect((await nadia.post(path, fields)).statusCode).toBe(303);
    const rows = await test.records.database.roleHolding.findMany({
      where: {
        partnershipId: place.id,
        role: 'safeguarding-lead',
        agencyId: place.agencies.police,
      },
      orderBy: { fromDate: 'asc' },
      select: { contactId: true, fromDate: true, toDate: true },
    });
    expect(rows).toEqual([
      { contactId: place.people.priya.id, fromDate: '2024-01-01', toDate: '2027-03-31' },
      { contactId: id, fromDate: '2027-04-01', toDate: null },
    ]);
  });

  it('are ended with a day and a reason, and shown with both', async () => {
    const { id } = place.people.yasmin;
    const holding = await test.records.database.roleHolding.findFirstOrThrow({
      where: { contactId: id },
    });
    const path = `${root}/roles/${holding.id}/end`;
    const refused = await nadia.post(path, { lastDay: '1 1 2020', reason: 'Left the group' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Left the group');
    const ended = await nadia.post(path, { lastDay: '28 2 2027', reason: 'Left the group' });
    expect(ended.headers.location).toBe(`${root}/people/${id}`);
    const page = await words(`${root}/people/${id}`);
    expect(page).toMatch(/Member Strategic Executive Group .* 28 February 2027 Left the group/);
    expect(await words(`${root}/groups/seg`)).toMatch(/Member .*? Nobody/);
  });

  it('of the business unit are ended on its own page only', async () => {
    const held = await test.records.database.roleHolding.findFirstOrThrow({
      where: { contactId: place.people.nadia.id },
    });
    expect((await nadia.get(`${root}/roles/${held.id}/end`)).statusCode).toBe(404);
    expect(await words(`${root}/business-unit`)).toContain('Give or end a role');
  });
});

describe('somebody leaves', () => {
  it('shows what passes before it does, and passes it with one button', async () => {
    const audit = await auditAtReturns(test.records, place, monday);
    const person = `${root}/people/${place.people.priya.id}`;
    const path = `${person}/replace`;
    const refused = await nadia.post(path, { who: 'new', name: '', email: '', reason: '' });
    expect(refused.statusCode).toBe(422);
    const typed = {
      who: 'known',
      contactId: place.people.tom.id,
      reason: "Moved to O'Hare & Sons",
    };
    const check = await nadia.post(path, typed);
    expect(check.statusCode).toBe(200);
    const shown = pageWords(check.body);
    expect(shown).toContain('Check what passes to Tom Ashworth');
    expect(shown).toContain(`Audit ${audit.number}`);
    expect(shown).toContain('Safeguarding lead, Aldermere Police');
    const fields = hidden(check.body, path);
    const done = await nadia.send(path, fields);
    expect(done.headers.location).toBe(person);
    const twice = await nadia.send(path, fields);
    expect(twice.headers.location).toBe(person);
    const page = await words(person);
    expect(page).toContain('Left on Monday 1 March 2027. Tom Ashworth took over.');
    expect(page).toContain("Moved to O'Hare & Sons");
    await test.post.sendDue(test.clock.now, 100);
    const letter = await test.inbox.waitFor(place.people.tom.email, 'take over');
    expect(letter.text).toContain('You have taken over from Priya Nair at Aldermere Police');
    expect(letter.text).toMatch(/\/l\//);
  });

  it('asks to look again when something has changed in between', async () => {
    await auditAtReturns(test.records, place, monday);
    const path = `${root}/people/${place.people.priya.id}/replace`;
    const typed = { who: 'known', contactId: place.people.tom.id, reason: 'Moved' };
    const fields = hidden((await nadia.post(path, typed)).body, path);
    await test.records.database.roleHolding.create({
      data: {
        partnershipId: place.id,
        contactId: place.people.priya.id,
        role: 'member',
        bodyId: place.bodies.board,
        fromDate: '2027-01-01',
      },
    });
    const stale = await nadia.send(path, fields);
    expect(stale.statusCode).toBe(422);
    expect(pageWords(stale.body)).toContain('Nothing was changed. Look at it as it stands now');
    expect(pageWords(stale.body)).toContain('Member, Safeguarding Board');
    expect((await nadia.send(path, hidden(stale.body, path))).statusCode).toBe(303);
  });
});

describe('the directory as a list', () => {
  it('shows what would change, with the lines that are not understood', async () => {
    const file = { url: `${root}/upload`, field: 'file', name: 'directory.csv' };
    expect((await upload(nadia, { ...file, bytes: Buffer.from('') })).statusCode).toBe(422);
    const wrong =
      'Agency,Name,Email\nNowhere,Al Fox,al@police.example\npolice,Bo,bo@police.example\n';
    const sent = await upload(nadia, { ...file, bytes: Buffer.from(wrong) });
    const page = await words(String(sent.headers.location));
    expect(page).toContain('Not understood (1)');
    expect(page).toMatch(/2 There is no agency “Nowhere”/);
    expect(page).toMatch(/3 Bo \(bo@police\.example\), Aldermere Police/);
    expect(page).not.toContain('Apply');
  });

  it('applies it once, and says so', async () => {
    const file = { url: `${root}/upload`, field: 'file', name: 'directory.csv' };
    const text = 'Agency,Name,Email\npolice,Bo Reed,bo@police.example\n';
    const sent = await upload(nadia, { ...file, bytes: Buffer.from(text) });
    const url = String(sent.headers.location);
    const preview = await nadia.get(url);
    const done = await nadia.send(url, hidden(preview.body, url));
    expect(done.headers.location).toBe(url);
    expect(await words(url)).toContain('1 added, 0 changed, 0 ended');
    expect(await words(`${root}/agencies/police`)).toContain('Bo Reed');
    const stale = await upload(nadia, {
      ...file,
      bytes: Buffer.from(text.replace('Bo Reed', 'Bo R')),
    });
    const other = String(stale.headers.location);
    const refused = await nadia.send(other, {
      ...hidden((await nadia.get(other)).body, other),
      fingerprint: 'old',
    });
    expect(refused.statusCode).toBe(422);
    expect(pageWords(refused.body)).toContain('The directory has changed since');
  });
});

describe('the search', () => {
  it('stands on every page and says what it finds, and what to do where it finds nothing', async () => {
    expect((await nadia.get('/console')).body).toContain('action="/console/search"');
    expect(await words('/console/search')).toContain('Type what you look for');
    expect(await words('/console/search?q=priya')).toMatch(/People Priya Nair Aldermere Police/);
    const none = await words(`/console/search?q=${encodeURIComponent('<script>zebra')}`);
    expect(none).toContain('Nothing was found for “&lt;script&gt;zebra”');
    expect((await nadia.get('/console/search?q=a&other=b')).statusCode).toBe(400);
  });

  it('is never logged', async () => {
    await nadia.get('/console/search?q=Priya+Secret');
    expect([...test.logged, ...test.faults].join()).not.toMatch(/Priya|Secret|q=/);
    expect(test.faults).toEqual([]);
  });
});
