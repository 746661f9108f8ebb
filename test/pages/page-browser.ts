import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Page, type Route } from 'playwright-core';
import { chromiumPath } from '../support/chromium.ts';
import type { Assets, Shown } from './page-shown.ts';

export const desk = { width: 1280, height: 900 };
export const phone = { width: 375, height: 812 };
const origin = 'http://localhost';
const require = createRequire(import.meta.url);
const axeFile = require.resolve('axe-core/axe.min.js');

/** A real browser that is given pages as the product answered them, with their headers. */
export interface PageBrowser {
  /** Goes to a page; what it loads comes from the product's files. */
  open(shown: Shown): Promise<Page>;
  /** What went wrong in pages and their scripts. */
  wrong: string[];
  close(): Promise<void>;
}

export async function pageBrowser(): Promise<PageBrowser> {
  // Not in one process, as the package proposes for a small machine: that takes twice as long.
  const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];
  const executablePath = await chromiumPath();
  const browser = await chromium.launch({ executablePath, args, headless: true });
  const context = await browser.newContext({ viewport: desk });
  // Put in by the browser itself, so that a page's own policy on scripts stays as it is.
  await context.addInitScript(readFileSync(axeFile, 'utf8'));
  let current: { shown: Shown; assets: Assets } | undefined;
  await context.route('**/*', (route: Route) => {
    const asset = current?.assets.get(new URL(route.request().url()).pathname);
    if (asset) return route.fulfill({ contentType: asset.type, body: asset.body });
    if (!current || !route.request().isNavigationRequest()) return route.fulfill({ status: 404 });
    const { status, headers, html } = current.shown;
    return route.fulfill({ status, headers, body: html });
  });
  const wrong: string[] = [];
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => wrong.push(`${current?.shown.name}: ${error.message}`));
  page.on('console', (message) => {
    // The page of a form that is refused has been fetched with another status than 200.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load')) return;
    wrong.push(`${current?.shown.name}: ${message.text()}`);
  });
  return {
    wrong,
    async open(shown) {
      current = { shown, assets: shown.assets };
      await page.goto(`${origin}${shown.url}`, { waitUntil: 'load' });
      return page;
    },
    close: () => browser.close(),
  };
}

interface Violation {
  id: string;
  nodes: { html: string; target: string[] }[];
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const options = {
  runOnly: tags,
  resultTypes: ['violations'],
  preload: false,
  // The back link stands before the main part on purpose: "Skip to main content" skips it.
  rules: { region: { enabled: false } },
};

/**
 * The design system's own script says of a radio button whether what belongs to it is unfolded. ARIA
 * does not foresee that of a radio button; screen readers do say it, which is why the design system
 * keeps it (alphagov/govuk-frontend#979). Of axe's findings this one is left out, on no other node.
 */
const allowed = ({ id }: Violation, html: string) =>
  id === 'aria-allowed-attr' &&
  /^<input class="govuk-radios__input"[^>]* type="radio"[^>]* aria-controls="conditional-[^"]+" aria-expanded="(true|false)">$/.test(
    html,
  );

/** What axe finds against WCAG 2.2 at levels A and AA, as "label: #date <input …>". */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const run = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const violations = await page.evaluate<Violation[]>(run);
  return violations.flatMap((violation) =>
    violation.nodes
      .filter(({ html }) => !allowed(violation, html))
      .map(({ target, html }) => `${violation.id}: ${target.join(' ')} ${html.slice(0, 150)}`),
  );
}

/** How many pixels wider than the window a page is, in which nothing but tables may scroll. */
export async function sideways(page: Page): Promise<number> {
  return page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
}

/** Whether the summary of what is wrong has the focus, as whoever does not see the page needs. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.className');
}
