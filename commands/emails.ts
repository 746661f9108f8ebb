import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import PostalMime from 'postal-mime';
import { composeEmail } from '../emails/compose.ts';
import { exampleEmails } from '../emails/example-emails.ts';
import { openChromium } from '../test/support/chromium.ts';
import { type DrawnEmail, emailIndex, views } from './email-index.ts';

/**
 * Writes every email with example values as HTML, text and pictures, with a page that shows them
 * all: `npm run emails`, or `npm run emails -- returns` for those whose name contains a word.
 */
const folder = fileURLToPath(new URL('../.data/emails', import.meta.url));
const head = {
  sender: { from: 'audits@aldermere.example', replyTo: 'unit@aldermere.example' },
  publicUrl: 'https://deepdive.example',
};
const now = new Date('2027-01-11T10:00:00.000Z');

async function writeEmails(part: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const drawn: DrawnEmail[] = [];
  const chromium = await openChromium();
  try {
    for (const { name, letters } of exampleEmails().filter((each) => each.name.includes(part))) {
      const { mime } = await composeEmail(head, letters, now).write('x'.repeat(43));
      const { subject = '', text = '', html = '' } = await PostalMime.parse(mime);
      const file = name.replaceAll('/', '-');
      writeFileSync(join(folder, `${file}.html`), html);
      writeFileSync(join(folder, `${file}.txt`), text);
      drawn.push({ name, file, subject });
    }
    await drawAll(chromium, drawn);
  } finally {
    await chromium.close();
  }
  writeFileSync(join(folder, 'index.html'), emailIndex(drawn));
  process.stdout.write(`${drawn.length} emails: ${join(folder, 'index.html')}\n`);
}

// One page for all: this Chromium ends with its last page.
async function drawAll(chromium: Browser, drawn: DrawnEmail[]): Promise<void> {
  const page = await chromium.newPage();
  for (const { suffix, width, scheme } of views) {
    await page.setViewportSize({ width, height: 400 });
    await page.emulateMedia({ colorScheme: scheme });
    for (const { file } of drawn) {
      await page.goto(`file://${join(folder, `${file}.html`)}`);
      await page.screenshot({ path: join(folder, `${file}${suffix}.png`), fullPage: true });
    }
  }
}

await writeEmails(process.argv[2] ?? '');
