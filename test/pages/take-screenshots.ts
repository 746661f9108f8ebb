import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contactSheet, type Picture } from './contact-sheet.ts';
import { desk, pageBrowser, phone } from './page-browser.ts';
import { showStage } from './page-shown.ts';
import { stages } from './page-states.ts';

const folder = process.env.SCREENSHOTS ?? '.data/screenshots';
/** Only the pages whose stage, address, state or reader is named so. */
const only = new RegExp(process.env.ONLY ?? '', 'i');

it('takes a picture of every page in every state, at a desk and on a phone', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const browser = await pageBrowser();
  const pictures: Picture[] = [];
  const missing: string[] = [];
  try {
    for (const [name, stage] of Object.entries(stages)) {
      const wanted = only.test(name) || stage.pages.some((page) => only.test(page.join(' ')));
      if (!wanted) continue;
      const shown = await showStage(name, stage);
      missing.push(...shown.missing);
      for (const each of shown.pages.filter((page) => only.test(page.name))) {
        const page = await browser.open(each);
        const number = String(pictures.length + 1).padStart(3, '0');
        const words = `${each.route} ${each.state}`.replace(/\W+/g, '-').replace(/^-|-$/g, '');
        const files = [desk, phone].map(({ width }) => `${number}-${words}-${width}.png`);
        for (const [at, size] of [desk, phone].entries()) {
          await page.setViewportSize(size);
          await page.screenshot({ path: join(folder, files[at] ?? ''), fullPage: true });
        }
        pictures.push({ ...each, title: await page.title(), files });
      }
    }
  } finally {
    await browser.close();
  }
  writeFileSync(join(folder, 'index.html'), contactSheet(pictures));
  console.log(`${pictures.length} pages, each at two widths: ${join(folder, 'index.html')}`);
  expect(missing).toEqual([]);
});
