import type { Page } from 'playwright-core';
import { follow, open, press, told, type } from './people-in-browser.ts';

/** What the business unit's officer does on the console, page by page as its pages lead. */

const levels = ['Universal', 'Early help', 'Child in need', 'Child protection', 'Child in care'];

/** Sixty children at five levels, with a column that says who they are and must not be kept. */
function listOfChildren(): Buffer {
  const rows = Array.from(
    { length: 60 },
    (_, row) => `LR-${1000 + row},${levels[row % 5]},Case system,Casey Person ${row}`,
  );
  return Buffer.from(['Local reference,Level of need,Source,Child name', ...rows, ''].join('\r\n'));
}

/** From the front page of the console to the last question but one: when things should be done. */
export async function answersAboutAudit(page: Page, focus: string): Promise<void> {
  await press(page, 'Start an audit');
  await press(page, 'Start');
  await type(page, 'The practice focus', focus);
  await page.getByLabel('A priority in the business plan').check();
  await type(page, page.locator('#rationale-business-plan'), 'Priority two of this year’s plan.');
  await press(page, 'Save and continue');
  await press(page, 'Save and continue');
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: listOfChildren() });
  await press(page, 'Upload and continue');
}

export async function namesFirstChild(
  page: Page,
  base: string,
  child: { names: string; born: string; address: string; mother: string },
): Promise<void> {
  await open(page, `${base}/children/C1`);
  await press(page, 'Add more people');
  await type(page, page.locator('#people-0-names'), child.names);
  await type(page, page.locator('#people-0-born'), child.born);
  await type(page, page.locator('#people-0-address'), child.address);
  await page.locator('#people-1-relation').selectOption('Parent');
  await type(page, page.locator('#people-1-names'), child.mother);
  await press(page, 'Save and go to the next child');
}

/** How an answer reached the officer that is entered for somebody. */
async function says(page: Page, received: { from: string; how: string; on: string }) {
  await type(page, 'From whom', received.from);
  await page.getByLabel(received.how, { exact: true }).check();
  await type(page, 'On which day', received.on);
}

/** An agency phoned: it knew C1 and C2, and none of the others. */
export async function entersInvolvement(page: Page, base: string, agency: string): Promise<void> {
  await open(page, `${base}/involvement/${agency}/answer`);
  for (let number = 1; number <= 8; number += 1) {
    const value = number <= 2 ? 'yes' : 'no';
    await page.locator(`input[name=known-${number}][value=${value}]`).check();
  }
  await says(page, { from: 'Rosa Delgado', how: 'By phone', on: '12 1 2027' });
  await press(page, 'Enter this answer');
}

export async function addsAgency(
  page: Page,
  base: string,
  agency: { name: string; lead: string; email: string },
): Promise<void> {
  await open(page, `${base}/agencies/add`);
  await type(page, 'Name of the agency', agency.name);
  await type(page, 'Its safeguarding lead', agency.lead);
  await type(page, 'The lead’s email address', agency.email);
  await press(page, 'Add it and ask');
}

/** A completed tool came on paper. */
export async function entersReturn(page: Page, address: string, text: string): Promise<void> {
  await open(page, address);
  const form = page.locator('form', { has: page.getByRole('button', { name: 'Enter it' }) });
  for (const [index, box] of (await form.locator('textarea').all()).entries()) {
    await type(page, box, `${text} (${index + 1})`);
  }
  for (const grade of await form.getByLabel('Requires improvement').all()) await grade.check();
  await form.getByRole('group', { name: 'Did whoever' }).getByLabel('Yes').check();
  await says(page, { from: 'Imran Sheikh', how: 'On paper', on: '13 1 2027' });
  await press(page, 'Enter it');
}

/** Moves a date and everything that hangs on it; returns what the officer is shown before. */
export async function movesDiscussion(
  page: Page,
  base: string,
  to: { date: string; reason: string },
): Promise<string> {
  await open(page, base);
  await follow(page, /Move Multi-agency/);
  await type(page, 'New date', to.date);
  await type(page, 'Why', to.reason);
  await press(page, 'Show what moves');
  const preview = await told(page);
  await press(page, 'Move all of them');
  return preview;
}

/** Who was in the room, by name, and who was not. */
export async function recordsAttendance(
  page: Page,
  people: { present: string[]; absent: string[] },
): Promise<void> {
  const row = (name: string) =>
    page.locator('.deepdive-person', { has: page.locator('strong', { hasText: name }) });
  for (const name of people.present) {
    await row(name).getByLabel('Present', { exact: true }).check();
    const inTheRoom = row(name).getByLabel(/Accepted the statement/);
    if ((await inTheRoom.count()) > 0) await inTheRoom.check();
  }
  for (const name of people.absent) await row(name).getByLabel('Not present').check();
  await press(page, 'Save attendance');
}

export async function recordsGrades(
  page: Page,
  discussion: string,
  texts: { reason: string; agency: string; group: string },
): Promise<void> {
  await open(page, discussion);
  await follow(page, /^C1/);
  await follow(page, 'Impact');
  await follow(page, 'Record what was agreed');
  await page.getByLabel('Requires improvement').check();
  await type(page, page.locator('#reason'), texts.reason);
  await press(page, 'Save');
  await follow(page, 'Joint working');
  await follow(page, 'Record what was agreed');
  await page.getByLabel('Not agreed').check();
  await type(page, 'The agency’s view', texts.agency);
  await type(page, 'The view of the others', texts.group);
  await press(page, 'Save');
}

export async function writesConclusions(page: Page, discussion: string, text: string) {
  await open(page, `${discussion}/conclusions`);
  while ((await page.getByRole('link', { name: /^Write it/ }).count()) > 0) {
    await follow(page, /^Write it/);
    await type(page, 'What is concluded', text);
    await press(page, 'Save');
  }
}

export async function addsFindings(page: Page, discussion: string, findings: [string, string][]) {
  await open(page, `${discussion}/findings`);
  for (const [kind, text] of findings) {
    await page.getByRole('radio', { name: kind, exact: true }).check();
    await type(page, 'What was found', text);
    await press(page, 'Add the finding');
  }
}

export async function addsRecommendations(
  page: Page,
  discussion: string,
  recommendations: { agency: string; text: string; due: string }[],
): Promise<void> {
  await open(page, `${discussion}/recommendations`);
  for (const { agency, text, due } of recommendations) {
    await type(page, 'What is recommended', text);
    await page.getByLabel('Agency that sees to it').selectOption({ label: agency });
    await type(page, page.locator('#dueDate'), due);
    await page.getByLabel('The finding that it answers').selectOption({ index: 1 });
    await press(page, 'Add the recommendation');
  }
}

/** The group's decision at a meeting, with the minute. */
export async function recordsApproval(
  page: Page,
  base: string,
  decision: { minute: string; date: string },
): Promise<void> {
  await open(page, `${base}/decision`);
  await page.getByLabel('Approved', { exact: true }).check();
  await page.getByLabel('At a meeting').check();
  await type(page, 'Reference of the minute', decision.minute);
  await type(page, /Day of the decision/, decision.date);
  await press(page, 'Record the decision');
}
