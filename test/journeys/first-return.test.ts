import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium } from '../support/chromium.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { everythingInTemporal } from '../support/histories.ts';
import { type ServedSystem, startServedSystem } from '../support/served.ts';

let system: ServedSystem;
let place: Aldermere;
let chromium: Browser;
let officer: Page;

beforeAll(async () => {
  system = await startServedSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  chromium = await openChromium();
  officer = await newPage();
}, 120_000);

afterAll(async () => {
  await chromium?.close();
  await system?.stop();
});

async function newPage(): Promise<Page> {
  const context = await chromium.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  return page;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

/** Opens the newest link that somebody was sent, on a browser of their own, with the mailed code. */
async function comeIn(email: string): Promise<Page> {
  const letters = system.inbox.to(email).filter(({ text }) => text.includes('/l/'));
  const link = new RegExp(`${system.url}/l/[\\w-]+`).exec(letters.at(-1)?.text ?? '')?.[0] ?? '';
  const page = await newPage();
  await page.goto(link);
  await press(page, 'Send me a code');
  const code = /\b\d{6}\b/.exec((await system.inbox.waitFor(email, 'Code')).text)?.[0] ?? '';
  await page.getByLabel('Six-digit code').fill(code);
  await press(page, 'Continue');
  return page;
}

function childrenCsv(): string {
  const levels = ['Universal', 'Early help', 'Child in need', 'Child protection', 'Child in care'];
  const rows = Array.from({ length: 60 }, (_, row) => {
    return `LR-${1000 + row},${levels[row % 5]},Case system,Casey Person ${row}`;
  });
  return ['Local reference,Level of need,Source,Child name', ...rows, ''].join('\r\n');
}

describe('from the theme to the first completed tool, in a browser', () => {
  it('lets the officer sign in and start an audit with a list without names (DD-1 to DD-5)', async () => {
    await officer.goto(`${system.url}/console`);
    await officer.getByLabel('Your work email address').fill(place.people.nadia.email);
    await press(officer, 'Email me a link');
    const { text } = await system.inbox.waitFor(place.people.nadia.email, 'Sign in');
    await officer.goto(/http:\S+sign-in\/[\w-]+/.exec(text)?.[0] ?? '');
    await press(officer, 'Sign in');

    await press(officer, 'Start an audit');
    await press(officer, 'Start');
    await officer.getByLabel('The practice focus').fill('Children who go missing');
    await officer.getByLabel('A priority in the business plan').check();
    await officer.locator('#rationale-business-plan').fill('Priority two of this year’s plan.');
    await press(officer, 'Save and continue');
    await press(officer, 'Save and continue');
    const buffer = Buffer.from(childrenCsv());
    await officer
      .getByLabel('CSV file')
      .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
    await press(officer, 'Upload and continue');
    expect(await officer.getByRole('main').textContent()).toContain('Child name');
    await press(officer, 'Save and continue');
    await press(officer, 'Save and continue');
    await press(officer, 'Start the audit');
    await system.settle();
    expect(await system.records.database.case.count()).toBe(8);
  }, 60_000);

  it('lets the officer enter who the children are', async () => {
    for (let number = 1; number <= 8; number += 1) {
      await officer.goto(`${system.url}/console/audits/2027-01/children/C${number}`);
      await officer
        .getByLabel('Names, each on its own line')
        .first()
        .fill(`Casey Person ${number}`);
      await officer.getByLabel('Date of birth').first().fill('27 3 2015');
      await press(officer, 'Save and go to the next child');
    }
    await system.settle();
    expect(await system.records.database.ask.count({ where: { step: 'involvement' } })).toBe(8);
  }, 60_000);

  it('asks a lead once for all children, and shows who they are only after the code (DD-6)', async () => {
    await system.jumpToNext();
    const priya = await comeIn(place.people.priya.email);
    await priya.getByRole('main').getByRole('link').first().click();
    expect(await priya.content()).toContain('Casey Person 1');
    for (let number = 1; number <= 8; number += 1) {
      const known = number <= 2 ? 'Known to us in this period' : 'Not known to us in this period';
      const group = priya.locator(`fieldset:has(legend:text-matches("C${number}\\\\b"))`).first();
      await group.getByLabel(known, { exact: true }).first().check();
    }
    await press(priya, 'Check your answers');
    await press(priya, 'Send answers');
    await system.settle();
    const known = { state: 'known', agencyId: place.agencies.police };
    expect(await system.records.database.involvement.count({ where: known })).toBe(2);
  }, 60_000);

  it('takes a completed tool by link, section by section, with a receipt (DD-7 to DD-11)', async () => {
    // The other agencies stay silent until their asks close.
    while ((await system.records.database.request.count()) === 0) await system.jumpToNext();
    await system.jumpToNext();
    const { email } = place.people.priya;
    const request = system.inbox.to(email).at(-1);
    expect(request?.attachments.map(({ mimeType }) => mimeType)).toContain('text/calendar');
    const priya = await comeIn(email);
    await priya.getByRole('main').getByRole('link').first().click();
    await priya
      .getByRole('link', { name: /^Start/ })
      .first()
      .click();
    await priya.getByLabel('I have read this and accept it').check();
    await priya.getByLabel('Yes, I am independent').check();
    await press(priya, 'Start');
    await priya.getByRole('main').getByRole('link', { name: 'Recognition' }).click();
    for (const section of ['Recognition', 'Assessment', 'Planning', 'Joint', 'Impact', 'Overall']) {
      expect(await heading(priya)).toContain(section);
      await priya.getByLabel('Key areas of good practice').fill('Seen alone <script>x</script>');
      await priya.getByLabel('Areas for development').fill('{{ 7 * 7 }}');
      await priya.getByLabel('Recommendations for practice').fill('=cmd()');
      await priya.getByLabel('Good', { exact: true }).check();
      await press(priya, 'Save and continue');
    }
    if ((await priya.getByRole('button', { name: 'Send', exact: true }).count()) === 0) {
      await priya.getByRole('button', { name: 'Check your answers and send' }).click();
    }
    expect(await priya.getByRole('main').textContent()).toContain('Seen alone <script>x</script>');
    await press(priya, 'Send');
    const confirmation = await priya.getByRole('main').textContent();
    const [version] = await system.records.database.returnVersion.findMany();
    expect(confirmation).toContain(version?.receipt);
    await system.inbox.waitFor(email, version?.receipt.slice(0, 4) ?? '');
    expect(system.faults).toEqual([]);
  }, 120_000);

  it('leaves no name, address or typed text in Temporal', async () => {
    const told = await everythingInTemporal(system.client, system.records);
    // It is read at all: the agency's key is there, and so is what happened to its request.
    expect(told).toContain('request/aldermere/2027-01/police');
    expect(told).toContain('answered');
    const people = Object.values(place.people).flatMap(({ name, email }) => [name, email]);
    const typed = ['Casey Person', 'go missing', 'Priority two', 'Seen alone', '=cmd()', 'LR-10'];
    for (const secret of [...people, ...typed, place.name]) expect(told).not.toContain(secret);
  });
});
