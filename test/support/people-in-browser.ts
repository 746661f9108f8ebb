import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';
import type { Inbox } from './inbox.ts';

/** People at real browsers, each at one of their own. */
export interface PeopleInBrowser {
  /** A browser of somebody's own, with nothing open. */
  sitDown(device?: Device): Promise<Page>;
  /** The newest link in somebody's mail, as this test serves it. */
  linkTo(email: string): string;
  /** Comes in by the newest link in somebody's mail, with the code that is mailed then. */
  comeIn(email: string): Promise<Page>;
  /** Signs a member of the business unit in by the link that is mailed then. */
  signIn(email: string): Promise<Page>;
  /** Errors of pages and of their console, answers that are faults, pages that scroll sideways. */
  wrong: string[];
  /** Everything that anybody has typed. */
  typed: string[];
  close(): Promise<void>;
}

/** What somebody works at. */
export interface Device {
  width: number;
  height: number;
  /** Browsers of locked-down machines may run no script. */
  scripts?: boolean;
}

export const desk: Device = { width: 1280, height: 900 };
export const phone: Device = { width: 375, height: 812 };
/** Takes a picture of each page, at a desk and on a phone, into this folder. */
const pictures = process.env.PICTURES;

/** A form shown again with what is wrong in it, and a link that has ended. */
const expected = [422, 410];

type Watch = Pick<PeopleInBrowser, 'wrong' | 'typed'> & { looked: Set<string> };
const watches = new WeakMap<Page, Watch>();

export async function peopleInBrowser(given: {
  url: string;
  inbox: Inbox;
}): Promise<PeopleInBrowser> {
  const { url, inbox } = given;
  const chromium = await openChromium();
  const watch: Watch = { wrong: [], typed: [], looked: new Set() };
  const newPage = (device = desk) => watchedPage(chromium, watch, device);
  const linkTo = (email: string) => {
    const letters = inbox.to(email).filter(({ text }) => text.includes('/l/'));
    const path = /http\S+?(\/l\/[\w-]+)/.exec(letters.at(-1)?.text ?? '')?.[1];
    if (!path) throw new Error(`no link was sent to ${email}`);
    return new URL(path, url).href;
  };
  return {
    wrong: watch.wrong,
    typed: watch.typed,
    sitDown: newPage,
    linkTo,
    async comeIn(email) {
      const page = await newPage();
      await open(page, linkTo(email));
      const before = inbox.to(email).length;
      await press(page, 'Send me a code');
      const { text } = await inbox.waitFor(email, 'Code', { after: before });
      await page.getByLabel('Six-digit code').fill(/\b\d{6}\b/.exec(text)?.[0] ?? '');
      await press(page, 'Continue');
      return page;
    },
    async signIn(email) {
      const page = await newPage();
      await open(page, `${url}/console`);
      await page.getByLabel('Your work email address').fill(email);
      const before = inbox.to(email).length;
      await press(page, 'Email me a link');
      const { text } = await inbox.waitFor(email, 'Sign in', { after: before });
      await open(page, /http\S+sign-in\/[\w-]+/.exec(text)?.[0] ?? '');
      await press(page, 'Sign in');
      return page;
    },
    close: () => chromium.close(),
  };
}

async function watchedPage(chromium: Browser, watch: Watch, device: Device): Promise<Page> {
  const { wrong } = watch;
  const { scripts = true, ...viewport } = device;
  const context = await chromium.newContext({ viewport, javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watches.set(page, watch);
  page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // What the server answered stands below.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load')) return;
    wrong.push(`${page.url()}: ${message.text()}`);
  });
  page.on('response', (answer) => {
    if (answer.status() < 400 || expected.includes(answer.status())) return;
    wrong.push(`${answer.url()}: ${answer.status()}`);
  });
  return page;
}

export async function open(page: Page, address: string): Promise<void> {
  await page.goto(new URL(address, page.url()).href);
  await look(page);
}

/** Presses the button with this label, the first one where there are several. */
export async function press(page: Page, label: string | RegExp): Promise<void> {
  const buttons = page.getByRole('button', { name: label, exact: typeof label === 'string' });
  await Promise.all([page.waitForEvent('load'), buttons.first().click()]);
  await look(page);
}

/** Follows the first link with this text. */
export async function follow(page: Page, text: string | RegExp): Promise<void> {
  const links = page.getByRole('link', { name: text, exact: typeof text === 'string' });
  await Promise.all([page.waitForEvent('load'), links.first().click()]);
  await look(page);
}

/** Types into the field with this label, or into a field. */
export async function type(page: Page, field: string | RegExp | Locator, text: string) {
  const exact = typeof field === 'string';
  const found = exact || field instanceof RegExp ? page.getByLabel(field, { exact }) : field;
  await found.first().fill(text);
  watchOf(page).typed.push(text);
}

export async function heading(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent())?.trim() ?? '';
}

/** What a page says, in one line. */
export async function told(page: Page): Promise<string> {
  // As it is shown: what is folded away is not said.
  // biome-ignore lint/performance/useDomNodeTextContent: the page's text without styles is not that.
  return (await page.getByRole('main').innerText()).replace(/\s+/g, ' ');
}

const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Looks at a page of each kind once, at a desk and on a phone: none may scroll sideways. */
async function look(page: Page): Promise<void> {
  const { wrong, looked } = watchOf(page);
  const { pathname } = new URL(page.url());
  const refused = (await page.title()).startsWith('Error:');
  const tables = await page.getByRole('main').locator('table').count();
  const route = pathname.replace(/[\w-]{20,}|C?\d[\d-]*/g, '…');
  const kind = [route, refused && 'refused', tables && `with ${tables} tables`]
    .filter(Boolean)
    .join(' ');
  if (looked.has(kind)) return;
  looked.add(kind);
  const own = page.viewportSize() ?? desk;
  for (const size of own.width === phone.width ? [desk, own] : [phone, own]) {
    await page.setViewportSize(size);
    const beyond = await page.evaluate<number>(sideways);
    if (beyond > 0) wrong.push(`${kind} scrolls ${beyond} px sideways at ${size.width} px`);
    if (pictures) {
      const name = kind.replace(/\W+/g, '-').replace(/^-|-$/g, '');
      const path = join(pictures, `${name || 'front'}-${size.width}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
}

function watchOf(page: Page): Watch {
  const watch = watches.get(page);
  if (!watch) throw new Error('a page that nobody opened');
  return watch;
}
