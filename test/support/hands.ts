import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { follow, press, type } from './people-in-browser.ts';

/** How somebody works a page: with a mouse or a finger, or with the keyboard alone. */
export interface Hands {
  press(page: Page, button: string | RegExp): Promise<void>;
  follow(page: Page, link: string | RegExp): Promise<void>;
  write(page: Page, field: string, text: string): Promise<void>;
  /** Ticks a box, or chooses among several. */
  choose(page: Page, option: string): Promise<void>;
}

export const pointing: Hands = {
  press,
  follow,
  write: type,
  choose: (page, option) => page.getByLabel(option, { exact: true }).check(),
};

/** Tab, Space, Enter and the arrows; wherever the focus stops it can be seen. */
export const typing: Hands = {
  async press(page, button) {
    const exact = typeof button === 'string';
    await reach(page, page.getByRole('button', { name: button, exact }).first());
    await leaving(page, () => page.keyboard.press('Space'));
  },
  async follow(page, link) {
    const exact = typeof link === 'string';
    await reach(page, page.getByRole('link', { name: link, exact }).first());
    await leaving(page, () => page.keyboard.press('Enter'));
  },
  async write(page, field, text) {
    const found = page.getByLabel(field, { exact: true }).first();
    await reach(page, found);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(text);
    expect(await found.inputValue()).toBe(text);
  },
  async choose(page, option) {
    const found = page.getByLabel(option, { exact: true });
    if (!(await reach(page, found))) return arrowTo(page, found);
    await page.keyboard.press('Space');
    expect(await found.isChecked()).toBe(true);
  },
};

async function leaving(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

const mostTabs = 120;

/** Tabs on until it is focused; false where the focus stops at another choice of the same group. */
async function reach(page: Page, target: Locator): Promise<boolean> {
  const wanted = await target.elementHandle();
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    await page.keyboard.press('Tab');
    const at = await wanted?.evaluate(whereFocusIs);
    if (!at) throw new Error(`nothing is focused: ${page.url()}`);
    if (!at.seen) throw new Error(`the focus cannot be seen on ${at.what}: ${page.url()}`);
    if (at.there) return true;
    if (at.sameGroup) return false;
  }
  throw new Error(`${target} is not reached with the keyboard: ${page.url()}`);
}

async function arrowTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < 10 && !(await target.isChecked()); steps += 1) {
    await page.keyboard.press('ArrowDown');
  }
  expect(await target.isChecked()).toBe(true);
}

interface Focus {
  what: string;
  there: boolean;
  sameGroup: boolean;
  seen: boolean;
}

// Runs in the page, whose types are not the test's.
const whereFocusIs = new Function(
  'wanted',
  `const active = document.activeElement;
  const chosen = (it) => it.type === 'radio' || it.type === 'checkbox';
  const styles = chosen(active) && active.nextElementSibling
    ? getComputedStyle(active.nextElementSibling, '::before')
    : getComputedStyle(active);
  const drawn = styles.outlineStyle !== 'none' && styles.outlineWidth !== '0px';
  return {
    what: active.outerHTML.slice(0, 120),
    there: active === wanted,
    sameGroup: active !== wanted && active.type === 'radio' && active.name === wanted.name,
    seen: active === document.body || drawn || styles.boxShadow !== 'none',
  };`,
) as (wanted: unknown) => Focus;
