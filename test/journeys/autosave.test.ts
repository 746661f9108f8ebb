import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { issueLinkToken } from '../../records/access/links.ts';
import { transaction } from '../../records/store/transaction.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { openChromium } from '../support/chromium.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { freePort } from '../support/free-port.ts';
import { readerBrowser } from '../support/reader.ts';
import { auditAtReturns, returnOf } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let chromium: Chromium;
let context: BrowserContext;
let page: Page;
let url: string;
let section: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T14:02:00Z');
  place = await aldermere(test.records, test.clock.now);
  const audit = await auditAtReturns(test.records, place, test.clock.now);
  const of = { agencyId: place.agencies.police, number: 1 };
  const path = `/returns/${(await returnOf(test.records, audit, of)).id}`;
  const priya = await readerBrowser(test, place.id, place.people.priya.id);
  await priya.post(`${path}/start`, { accepted: 'yes', independent: 'yes' }, path);
  const port = await freePort();
  await test.app.listen({ host: '127.0.0.1', port });
  url = `http://localhost:${port}`;
  section = `${url}${path}/sections/impact`;
  chromium = await openChromium();
  context = await chromium.newContext();
  await comeIn();
  page = await context.newPage();
  await page.goto(section);
});
afterAll(async () => {
  await chromium?.close();
  await test?.stop();
});

/** By link and mailed code, in a tab of its own. */
async function comeIn(): Promise<void> {
  const { records, clock, inbox } = test;
  const { id: contactId, email } = place.people.priya;
  const given = { partnershipId: place.id, contactId, letterId: null, now: clock.now };
  const token = await transaction(records, (tx) =>
    issueLinkToken(tx, { ...given, purpose: 'asks' }),
  );
  const tab = await context.newPage();
  await tab.goto(`${url}/l/${token}`);
  const before = inbox.to(email).length;
  await tab.getByRole('button', { name: 'Send me a code' }).click();
  const { text } = await inbox.waitFor(email, 'Code', { after: before });
  await tab.getByLabel('Six-digit code').fill(/\b\d{6}\b/.exec(text)?.[0] ?? '');
  await tab.getByRole('button', { name: 'Continue' }).click();
  await tab.waitForURL(`${url}/asks`);
  await tab.close();
}

const good = () => page.getByLabel('Key areas of good practice');
const told = (text: string) => page.locator('#autosave', { hasText: text }).waitFor();

/** What another tab shows of the same section. */
async function elsewhere(): Promise<string> {
  const tab = await context.newPage();
  await tab.goto(section);
  const text = await tab.getByLabel('Key areas of good practice').inputValue();
  await tab.close();
  return text;
}

describe('somebody who fills in a section and presses nothing', () => {
  it('sees when it was saved, without any button', async () => {
    await good().fill('Seen alone.');
    await told('Saved 2:02pm');
    expect(await elsewhere()).toBe('Seen alone.');
  });

  it('is told that there is no connection, and has it saved when there is one', async () => {
    await context.setOffline(true);
    await good().fill('Seen alone, and heard.');
    await told('there is no connection');
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    await context.setOffline(false);
    await told('Saved 2:02pm');
    expect(await elsewhere()).toBe('Seen alone, and heard.');
  });

  it('is told that they were signed out, and has it saved once they have come back', async () => {
    await context.clearCookies({ name: cookieNames.link });
    await good().fill('Seen alone, heard, and believed.');
    await told('you have been signed out');
    expect(await good().inputValue()).toBe('Seen alone, heard, and believed.');
    await comeIn();
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await told('Saved 2:02pm');
    expect(await elsewhere()).toBe('Seen alone, heard, and believed.');
  });

  it('can press the button while it is being saved, and meets no older text', async () => {
    await good().fill('Seen alone, heard, believed, and told why.');
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await Promise.all([
      page.waitForURL(/\/returns\/[\w-]+$/),
      page.getByRole('button', { name: 'Save and come back later' }).click(),
    ]);
    expect(await elsewhere()).toBe('Seen alone, heard, believed, and told why.');
  });
});
