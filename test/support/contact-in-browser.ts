import type { Page } from 'playwright-core';
import { follow, heading, press, type } from './people-in-browser.ts';

/** What a contact does on the pages behind their link. */

/** Says which children the agency knew: the first two, with who works with the first. */
export async function answersInvolvement(page: Page): Promise<void> {
  await follow(page, 'Say which children your agency knew');
  for (let number = 1; number <= 8; number += 1) {
    const value = number <= 2 ? 'yes' : 'no';
    await page.locator(`input[name=known-${number}][value=${value}]`).check();
  }
  await type(page, page.locator('#contact-1-0'), 'A visit in November');
  await type(page, page.locator('#holder-1-0'), 'Robin Whitaker');
  await type(page, page.locator('#manager-1-0'), 'Alex Thornbury');
  await press(page, 'Check your answers');
  await press(page, 'Send answers');
}

const sections = [
  'Recognition',
  'Assessment',
  'Planning and intervention',
  'Joint working',
  'Impact',
  'Overall quality',
];

/** Begins a tool and fills it in section by section, leaving it once; ends where it is checked. */
export async function fillsInTool(
  page: Page,
  texts: { good: string; develop: string; recommend: string },
): Promise<void> {
  await page.getByLabel('I have read this and accept it').check();
  await page.getByLabel('Yes, I am independent').check();
  await press(page, 'Start');
  await follow(page, 'Recognition');
  for (const [index, section] of sections.entries()) {
    if ((await heading(page)) !== section) throw new Error(`not ${section}: ${page.url()}`);
    await type(page, 'Key areas of good practice', texts.good);
    await type(page, 'Areas for development', texts.develop);
    await type(page, 'Recommendations for practice', texts.recommend);
    await page.getByLabel('Good', { exact: true }).check();
    if (index === 2) {
      await press(page, 'Save and come back later');
      await follow(page, sections[index + 1] ?? '');
    } else await press(page, 'Save and continue');
  }
}

/** From any page: tells an agency that a child is at risk now. */
export async function raisesConcern(
  page: Page,
  concern: { agency: string; text: string },
): Promise<void> {
  await follow(page, /^Urgent concern/);
  await press(page, 'Tell them now');
  await page.getByLabel('I have phoned').check();
  await type(page, 'When?', '08:40');
  await page.getByLabel('A child is at immediate risk').check();
  await page.getByLabel('Which agency does it concern?').selectOption({ label: concern.agency });
  await type(page, 'What is it about?', concern.text);
  await page.getByRole('group', { name: 'Is it about somebody' }).getByLabel('No').check();
  await press(page, 'Tell them now');
}

/** The lead of the agency concerned has it, says what was done, and that it is safe. */
export async function respondsToConcern(
  page: Page,
  said: { done: string; assurance: string },
): Promise<void> {
  await press(page, 'I have it and act on it');
  await type(page, 'What was done', said.done);
  await type(page, 'Assurance that it is safe now', said.assurance);
  await press(page, 'Send');
}

export async function objects(page: Page, remarks: { part: string; general: string }) {
  await page.getByText('Remark on this').first().click();
  await type(page, page.getByLabel(/Your remark on/), remarks.part);
  await type(page, 'Anything else about the report', remarks.general);
  await page.getByLabel('I object').check();
  await press(page, 'Send my answer');
}

export async function updatesAction(page: Page, answer: string, text: string): Promise<void> {
  await follow(page, 'Say how your agency’s actions stand');
  await page.getByLabel(answer).check();
  await type(page, /What has been done/, text);
  await press(page, 'Send the update');
}
