import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import type { Aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { aldermereLookingAgain } from '../support/looked-at-again.ts';
import { respondentSubmits } from '../support/people.ts';
import { readableText } from '../support/reader.ts';
import { recordDiscussion } from '../support/reported-audit.ts';
import type { RunningAudit } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let rosa: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp(dates.discussed.toISOString());
  place = await aldermereLookingAgain(test.records, dates.started);
  audit = await auditAtDiscussion(test.records, place);
  await test.records.database.roleHolding.create({
    data: {
      id: randomUUID(),
      partnershipId: place.id,
      contactId: place.people.kwame.id,
      role: 'strategic-lead',
      agencyId: place.agencies['social-care'],
      fromDate: '2024-01-01',
    },
  });
  [nadia, rosa] = [new Browser(test.app), new Browser(test.app)];
  await signIn(test, nadia, place.people.nadia.email);
  await comeIn(test, rosa, place.people.rosa);
  base = `/console/audits/${audit.number}/discussion`;
});
afterAll(() => test?.stop());

it('brings up at the desk of the meeting what the review of what came in found (SO-20)', async () => {
  const url = `${base}/review`;
  const typed = { key: randomUUID(), kind: 'gap', caseId: '', agencyId: '', text: '' };
  const refused = await nadia.post(url, typed, url);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('Write what is to be brought up.');
  const text = 'Nobody <says> who told the school.';
  const caseId = audit.children[0]?.caseId ?? '';
  expect((await nadia.post(url, { ...typed, caseId, text }, url)).statusCode).toBe(303);
  expect((await nadia.get(url)).body).toContain('Nobody &lt;says&gt; who told the school.');
  expect((await nadia.get(`${base}/children/C1`)).body).toContain('Nobody &lt;says&gt; who told');
  expect((await nadia.get(`${base}/children/C2`)).body).not.toContain('who told the school');
  expect(readableText((await nadia.get('/console')).body)).toContain('go through what came in');
  expect((await nadia.post(`${url}/finish`, {}, url)).headers.location).toBe(base);
});

it('raises the quality of what an agency sent with its strategic lead, who answers there (SO-19)', async () => {
  const url = `/console/audits/${audit.number}/agencies/social-care/quality`;
  const text = 'C1 says <nothing> of the child.';
  expect((await nadia.post(url, { key: randomUUID(), text: ' ' }, url)).statusCode).toBe(422);
  expect((await nadia.post(url, { key: randomUUID(), text }, url)).statusCode).toBe(303);
  const kwame = new Browser(test.app);
  await comeIn(test, kwame, place.people.kwame);
  const [href] = (await kwame.get('/asks')).body.match(/\/asks\/quality\/[\w-]+/) ?? [];
  const page = await kwame.get(href ?? '');
  expect(page.body).toContain('C1 says &lt;nothing&gt; of the child.');
  expect((await rosa.get(href ?? '')).statusCode).toBe(404);
  expect((await kwame.post(href ?? '', { reply: '' }, href)).statusCode).toBe(422);
  const reply = 'It is done again with her worker.';
  expect((await kwame.post(href ?? '', { reply }, href)).statusCode).toBe(303);
  expect(readableText((await nadia.get(url)).body)).toContain(reply);
});

it('lets the business unit enter what the lead answers by phone, who reads it and changes it (SO-19)', async () => {
  const url = `/console/audits/${audit.number}/agencies/social-care/quality`;
  const text = 'C2 has no plan.';
  expect((await nadia.post(url, { key: randomUUID(), text }, url)).statusCode).toBe(303);
  const [, entry = ''] = /href="([^"]+\/quality\/[\w-]+)"/.exec((await nadia.get(url)).body) ?? [];
  expect(readableText((await nadia.get(entry)).body)).toContain('Enter what Kwame');
  const received = { from: 'Kwame <himself>', how: 'phone', receivedOn: '28 4 2027' };
  const reply = 'The plan <is> written.';
  const unsaid = await nadia.post(entry, { ...received, reply: ' ' }, entry);
  expect(unsaid.statusCode).toBe(422);
  const unreceived = await nadia.post(entry, { reply }, entry);
  expect(readableText(unreceived.body)).toContain('Enter the name of the person');
  expect(unreceived.body).toContain('The plan &lt;is&gt; written.');
  const elsewhere = entry.replace('social-care', 'police');
  expect((await nadia.get(elsewhere)).statusCode).toBe(404);
  const sent = await nadia.post(entry, { ...received, reply }, entry);
  expect([sent.statusCode, sent.headers.location]).toEqual([303, url]);
  expect((await nadia.post(entry, { ...received, reply }, url)).statusCode).toBe(303);
  expect((await nadia.get(url)).body).toContain('received from Kwame &lt;himself&gt;, by phone');
  expect((await nadia.get(entry)).statusCode).toBe(404);
  const kwame = new Browser(test.app);
  await comeIn(test, kwame, place.people.kwame);
  const own = `/asks/quality/${entry.split('/').at(-1)}`;
  expect(readableText((await kwame.get(own)).body)).toContain('entered the answer below for you');
  expect((await kwame.post(own, { reply: 'It is begun.' }, own)).statusCode).toBe(303);
  const stale = await nadia.post(entry, { ...received, reply: 'Too <late>.' }, url);
  expect(stale.statusCode).toBe(422);
  expect(stale.body).toContain('An answer has come meanwhile');
  expect(stale.body).toContain('Too &lt;late&gt;.');
  const shown = readableText((await nadia.get(url)).body);
  expect(shown).toContain('It is begun.');
  expect(shown).toMatch(/Before, at .*entered for them.*The plan <is> written/);
});

it('lets somebody revise what they sent after the meeting, and shows which was which (SO-22)', async () => {
  await recordDiscussion(test.records, { place, audit }, test.clock.now);
  const { id } = await test.records.database.ask.findFirstOrThrow({
    where: { step: 'reconsider', contactId: place.people.rosa.id },
  });
  const page = await rosa.get(`/asks/${id}`);
  expect(readableText(page.body)).toContain('As it was discussed');
  const [href] = page.body.match(/\/returns\/[\w-]+/) ?? [];
  expect(readableText((await rosa.get(href ?? '')).body)).toContain('looking at this again');
  const returnId = href?.split('/').at(-1) ?? '';
  const again = { returnId, contactId: place.people.rosa.id, say: 'Heard <late>.', grade: 3 };
  expect(await respondentSubmits(test.records, again, test.clock.now)).toBe('submitted');
  const text = (await nadia.get(`${base}/revised`)).body;
  expect(text).toContain('Heard &lt;late&gt;.');
  expect(readableText(text)).toContain('Version 1 was discussed.');
  expect(readableText((await rosa.get(`/asks/${id}`)).body)).toContain('This is closed.');
});

it('leads the officer from a second look that is late to whoever was asked for it', async () => {
  const { id: contactId } = place.people.priya;
  const late = await test.records.database.ask.updateMany({
    where: { step: 'reconsider', contactId, outcome: null },
    data: { dueAt: new Date(test.clock.now.getTime() - 1) },
  });
  expect(late.count).toBe(1);
  const home = (await nadia.get('/console')).body;
  expect(home).toContain(`href="${base}/revised">See who`);
});
