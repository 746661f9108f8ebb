import { existsSync } from 'node:fs';
import bundled from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real Chromium, out of an npm package; CHROMIUM_PATH takes another. */
export async function openChromium(): Promise<Browser> {
  const executablePath = await chromiumPath();
  return chromium.launch({ executablePath, args: [...bundled.args, ...quiet], headless: true });
}

export async function chromiumPath(): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  return given && existsSync(given) ? given : bundled.executablePath();
}
