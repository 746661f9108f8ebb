import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { openChromium } from '../support/chromium.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { submitsFor } from '../support/discussed-audit.ts';
import { freePort } from '../support/free-port.ts';
import { auditAtReturns, type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let chromium: Chromium;
let url: string;
let check: string;
let entry: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  audit = await auditAtReturns(records, place, clock.now);
  await submitsFor(records, { place, audit, agency: 'police', numbers: [1] }, clock.now);
  const tool = async (number: number) =>
    (await returnOf(records, audit, { agencyId: place.agencies.police, number })).id;
  check = `/console/checks/${await tool(1)}`;
  entry = `/console/audits/${audit.number}/returns/${await tool(2)}`;
  const port = await freePort();
  await test.app.listen({ host: '127.0.0.1', port });
  url = `http://localhost:${port}`;
  chromium = await openChromium();
}, 60_000);
afterAll(async () => {
  await chromium?.close();
  await test?.stop();
});

async function signedIn(javaScriptEnabled: boolean): Promise<BrowserContext> {
  const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  const context = await chromium.newContext({ javaScriptEnabled });
  const value = nadia.cookies.get(cookieNames.staff) ?? '';
  const https = url.replace('http:', 'https:');
  await context.addCookies([{ name: cookieNames.staff, value, url: https, secure: true }]);
  return context;
}

/** The questions of the browser whether to leave, each answered by staying. */
function stays(page: Page): string[] {
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.dismiss();
  });
  return asked;
}

describe('somebody who has typed a remark and presses a link', () => {
  it('is asked first, and only where something would be lost', async () => {
    const context = await signedIn(true);
    const page = await context.newPage();
    const asked = stays(page);
    await page.goto(url + check);
    await page.getByRole('link', { name: 'Back' }).click();
    await page.waitForURL(`${url}/console/checks`);
    expect(asked).toEqual([]);

    await page.goto(url + check);
    const remark = page.getByLabel('What is to be changed here').first();
    await remark.fill('Who said so?');
    await page.getByRole('link', { name: 'Back' }).click();
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(page.url()).toBe(url + check);
    expect(await remark.inputValue()).toBe('Who said so?');

    await page.getByRole('button', { name: 'Keep what I wrote and come back later' }).click();
    await page.waitForURL(`${url}/console/checks`);
    expect(asked).toEqual(['beforeunload']);
    await page.goto(url + check);
    expect(await remark.inputValue()).toBe('Who said so?');
  });
});

describe('somebody without scripts who enters a tool', () => {
  it('finds again what was typed after another page, and Enter in a field saves it', async () => {
    const context = await signedIn(false);
    const page = await context.newPage();
    await page.goto(url + entry);
    await page.getByLabel('Areas for development').first().fill('Half a sentence');
    await page.getByLabel('From whom').fill('Dean Price');
    await page.getByRole('button', { name: 'Enter that instead' }).click();
    await page.waitForURL(`${url}${entry}/not-known`);
    await page.getByRole('link', { name: 'Back' }).click();
    await page.waitForURL(url + entry);
    expect(await page.getByLabel('Areas for development').first().inputValue()).toBe(
      'Half a sentence',
    );
    await page.getByLabel('From whom').fill('Dean Price, by phone');
    await page.getByLabel('From whom').press('Enter');
    await page.waitForURL(`${url}${entry}#enter`);
    expect(await page.getByLabel('From whom').inputValue()).toBe('Dean Price, by phone');
  });
});
