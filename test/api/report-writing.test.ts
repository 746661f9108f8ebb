import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { seal } from '../../records/store/sealing.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { openChromium } from '../support/chromium.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { freePort } from '../support/free-port.ts';
import { internalWords, readableText } from '../support/reader.ts';
import { auditAtReport, newestReport, reportDates } from '../support/reported-audit.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  audit = await auditAtReport(test.records, place);
  test.clock.now = reportDates.written;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  base = `/console/audits/${audit.number}/report`;
});
afterAll(() => test?.stop());

const shown = async (url: string) => {
  const page = await nadia.get(url);
  expect(page.statusCode, url).toBe(200);
  return page.body;
};

describe('what agencies wrote', () => {
  let quote: string;

  it('is listed by the sections of the tools, with whose it is', async () => {
    const body = await shown(`${base}/quotations`);
    expect(readableText(body)).toContain('Aldermere Police, C1');
    expect(readableText(body)).toContain('Seen alone and listened to.');
    expect(readableText(body)).not.toMatch(internalWords);
    quote = /href="([^"]*\/quotations\/[^"?]+)"/.exec(body)?.[1] ?? '';
    expect((await nadia.get(`${base}/quotations?section=nowhere`)).statusCode).toBe(404);
  });

  it('is gone to from the editor with what has been written there, and to nowhere else', async () => {
    const editor = await shown(`${base}/edit`);
    const field = /name="(text-themes-1)"/.exec(editor)?.[1] ?? '';
    const { seen } = { seen: /name="seen" value="(\d+)"/.exec(editor)?.[1] ?? '' };
    const text = 'Fathers were <seldom> asked.';
    const fields = { seen, [field]: text, onward: 'quotations' };
    const sent = await nadia.post(`${base}/edit`, fields);
    expect(sent.headers.location).toBe(`${base}/quotations`);
    expect(JSON.stringify((await newestReport(test.records, audit.id)).report)).toContain(text);
    const elsewhere = { ...fields, onward: '//evil.example' };
    expect((await nadia.post(`${base}/edit`, elsewhere)).statusCode).toBe(400);
  });

  it('is not quoted before it is said where and whether the agency is named', async () => {
    const { id } = hiddenId(await shown(quote));
    const text = 'Seen alone.';
    const answer = await nadia.post(quote, { id, text });
    expect(answer.statusCode).toBe(422);
    expect(readableText(answer.body)).toContain('Choose where it is to stand.');
    expect(readableText(answer.body)).toContain('Say whether the agency is named.');
    expect(answer.body).toContain('Seen alone.</textarea>');
  });

  it('stands in the report as it was cut, once however often it is sent', async () => {
    const { id } = hiddenId(await shown(quote));
    const fields = { id, text: 'Seen alone.', into: 'good-practice', named: 'yes' };
    const first = await nadia.post(quote, fields);
    expect(first.statusCode).toBe(303);
    expect(first.headers.location).toContain(`#text-${id}`);
    expect((await nadia.post(quote, fields)).statusCode).toBe(303);
    const report = JSON.stringify((await newestReport(test.records, audit.id)).report);
    expect(report.split("“Seen alone.” (Aldermere Children's Social Care)")).toHaveLength(2);
  });

  it('is not to be had from an audit of which the child is sealed, nor by whoever only reads', async () => {
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    expect((await ruth.get(quote)).statusCode).toBe(403);
    const held = { heldAt: test.clock.now };
    await test.records.database.case.updateMany({ where: { auditId: audit.id }, data: held });
    expect((await nadia.get(quote)).statusCode).toBe(404);
    expect(await shown(`${base}/quotations`)).toContain('Nobody wrote anything here.');
    const open = { heldAt: null };
    await test.records.database.case.updateMany({ where: { auditId: audit.id }, data: open });
  });
});

const hiddenId = (html: string) => ({ id: /name="id" value="([^"]+)"/.exec(html)?.[1] ?? '' });

describe('while the report is written', () => {
  let chromium: Chromium;
  afterAll(() => chromium?.close());

  it('says below the box what may identify somebody, and takes it back when it is gone', async () => {
    await nameTheChild('Marged Ellis-Quaye');
    const port = await freePort();
    await test.app.listen({ host: '127.0.0.1', port });
    chromium = await openChromium();
    const context = await chromium.newContext();
    const url = `http://localhost:${port}`;
    const value = nadia.cookies.get(cookieNames.staff) ?? '';
    // Its name asks for TLS, from which this browser spares a machine's own address.
    const https = `https://localhost:${port}`;
    await context.addCookies([{ name: cookieNames.staff, value, url: https, secure: true }]);
    const page = await context.newPage();
    await page.goto(`${url}${base}/edit`);
    const box = page.locator('textarea').first();
    const told = page.locator('.deepdive-hits').first();
    await box.fill('Workers saw Marged at home.');
    await told.getByText('“Marged” The name of a child in this audit.').waitFor();
    await box.fill('Workers saw the child at home.');
    await told.getByText('Marged').waitFor({ state: 'detached' });
    const { version } = await newestReport(test.records, audit.id);
    await page.reload();
    expect((await newestReport(test.records, audit.id)).version).toBe(version);
  });

  it('is not told what another partnership’s audit knows', async () => {
    const answer = await nadia.post(
      '/console/audits/2031-99/report/identifiers/text',
      { text: 'Marged' },
      `${base}/edit`,
    );
    expect(answer.statusCode).toBe(404);
  });
});

it('draws the grades as bars above the table that holds the same numbers', async () => {
  const body = await shown(base);
  const [, figure = '', table = ''] =
    /<figure class="deepdive-bars"([\s\S]*?)<\/figure>[\s\S]*?<table([\s\S]*?)<\/table>/.exec(
      body,
    ) ?? [];
  expect(figure).toContain('aria-hidden="true"');
  const drawn = [...figure.matchAll(/<text[^>]*>(\d+)<\/text>/g)].map(([, count]) => count);
  const told = [...table.matchAll(/numeric">(\d+)<\/td>/g)].map(([, count]) => count);
  expect(drawn.length).toBeGreaterThan(0);
  expect(drawn).toEqual(told.filter((count) => count !== '0'));
  const file = await nadia.get(`${base}/versions/1/file`);
  expect(file.body).toContain('<svg width="100%"');
});

/** One of the people of C1, under a name that no ordinary word contains. */
async function nameTheChild(name: string): Promise<void> {
  const { database, keyring } = test.records;
  const { id } = await database.casePerson.findFirstOrThrow({
    where: { auditId: audit.id, relation: 'subject' },
  });
  const key = await keyring.audit(database, audit.id);
  const detail = JSON.stringify({ names: [name] });
  const detailSealed = seal(key, `CasePerson.detailSealed/${id}`, detail);
  await database.casePerson.update({ where: { id }, data: { detailSealed } });
}
