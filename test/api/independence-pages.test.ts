import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { sealJson } from '../../records/store/sealing.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const now = new Date('2027-03-01T10:00:00Z');
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let priya: Browser;
let returnId: string;
let page: string;
let count = 0;

beforeAll(async () => {
  test = await startApp(now.toISOString());
});
afterAll(() => test?.stop());
beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, now, `aldermere-${count}`);
  audit = await auditAtReturns(test.records, place, now);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  const of = { agencyId: place.agencies.police, number: 1 };
  returnId = (await returnOf(test.records, audit, of)).id;
  page = `/console/audits/${audit.number}/returns/${returnId}`;
});

/** The agency names somebody as the child's case holder or line manager after all. */
async function name(who: { caseHolder?: string; lineManager?: string }): Promise<void> {
  const { database, keyring } = test.records;
  const row = await database.involvement.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies.police, case: { number: 1 } },
  });
  const key = await keyring.audit(database, audit.id);
  const detailSealed = sealJson(key, `Involvement.detailSealed/${row.id}`, who);
  await database.involvement.update({ where: { id: row.id }, data: { detailSealed } });
}

const begin = () =>
  priya.post(
    `/returns/${returnId}/start`,
    { accepted: 'yes', independent: 'yes' },
    `/returns/${returnId}`,
  );

describe('somebody who was named for the child and is to complete its tool', () => {
  beforeEach(async () => {
    await name({ lineManager: 'Insp Priya Nair' });
    await begin();
  });

  it('is shown to the officer with the reason, who may let them with a reason of their own', async () => {
    const home = pageWords((await nadia.get('/console')).body);
    expect(home).toContain('Priya Nair of Aldermere Police is not independent for C1');
    expect(pageWords((await nadia.get(page)).body)).toContain(
      'They were named as the line manager of the case holder',
    );
    const empty = await nadia.post(`${page}/independence`, { reason: ' ' }, page);
    expect(empty.statusCode).toBe(422);
    const reason = 'She joined after the period.';
    expect((await nadia.post(`${page}/independence`, { reason }, page)).statusCode).toBe(303);
    expect(pageWords((await nadia.get('/console')).body)).not.toContain('not independent');
    const history = pageWords((await nadia.get(`/console/audits/${audit.number}`)).body);
    expect(history).toContain('Priya Nair may complete it all the same');
    expect(history).toContain(reason);
    expect(readableText((await priya.get(`/returns/${returnId}`)).body)).toContain(
      'sections to complete',
    );
  });

  it('is replaced by somebody else where the officer asks for one', async () => {
    const ask = `${page}/another-person`;
    expect((await nadia.post(ask, {}, page)).statusCode).toBe(303);
    await nadia.post(ask, {}, page);
    const letters = await test.records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'another-person' },
    });
    expect(letters.map(({ contactId }) => contactId)).toEqual([place.people.priya.id]);
    await test.post.sendDue(now, 50);
    // In one email with what else she is asked for.
    const [letter, ...more] = test.inbox
      .to(place.people.priya.email)
      .filter(({ text }) => text.includes('to somebody else'));
    expect(more).toEqual([]);
    for (const { names } of audit.children) expect(letter?.text).not.toContain(names[0]);
    expect(pageWords((await nadia.get('/console')).body)).not.toContain('not independent');
    expect(pageWords((await nadia.get(page)).body)).toContain('You asked Priya Nair');
    const own = await test.records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, step: 'returns', contactId: place.people.priya.id },
    });
    const request = readableText((await priya.get(`/asks/${own.id}`)).body);
    expect(request).toContain('Needs somebody else');
    await priya.post(
      `/returns/${returnId}/allocate`,
      { colleague: place.people.dean.id },
      `/returns/${returnId}/allocate`,
    );
    const dean = await readerBrowser(test, place.id, place.people.dean.id);
    expect(readableText((await dean.get(`/returns/${returnId}`)).body)).toContain(
      'Before you start',
    );
  });
});

it('is shown to the officer when the tool is sent, where the name came only after it was begun', async () => {
  const by = place.people.priya.id;
  const seen = await fillIn(test.records, { place, returnId, by }, now);
  expect(Object.keys(seen)).toHaveLength(6);
  await name({ caseHolder: 'Priya Nair' });
  expect(pageWords((await nadia.get('/console')).body)).not.toContain('not independent');
  const input = { partnershipId: place.id, returnId, submissionKey: 'one', seen };
  const outcome = await submitReturn(test.records, input, { contactId: by }, now);
  expect(outcome).toEqual({ kind: 'clash', clash: 'case-holder' });
  expect(pageWords((await nadia.get('/console')).body)).toContain('not independent for C1');
  await nadia.post(`${page}/independence`, { reason: 'A namesake.' }, page);
  const again = await submitReturn(test.records, input, { contactId: by }, now);
  expect(again).toMatchObject({ kind: 'submitted' });
});
