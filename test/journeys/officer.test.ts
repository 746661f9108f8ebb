import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { submitsFor } from '../support/discussed-audit.ts';
import { freePort } from '../support/free-port.ts';
import { type Hands, pointing, typing } from '../support/hands.ts';
import {
  type Device,
  desk,
  heading,
  open,
  type PeopleInBrowser,
  peopleInBrowser,
  phone,
  told,
} from '../support/people-in-browser.ts';
import { auditAtReturns, type RunningAudit, returnOf } from '../support/running-audit.ts';

interface Way {
  way: string;
  agency: keyof Aldermere['agencies'];
  name: string;
  device: Device;
  hands: Hands;
}

const quiet = { scripts: false };
const ways: Way[] = [
  { way: 'at a desk', agency: 'police', name: 'Aldermere Police', device: desk, hands: pointing },
  {
    way: 'on a phone',
    agency: 'social-care',
    name: "Aldermere Children's Social Care",
    device: phone,
    hands: pointing,
  },
  {
    way: 'at a desk, without scripts',
    agency: 'early-help',
    name: 'Aldermere Early Help',
    device: { ...desk, ...quiet },
    hands: pointing,
  },
  {
    way: 'on a phone, without scripts',
    agency: 'hospital',
    name: 'Mere Valley Hospital',
    device: { ...phone, ...quiet },
    hands: pointing,
  },
  {
    way: 'with the keyboard alone',
    agency: 'probation',
    name: 'Probation Service',
    device: desk,
    hands: typing,
  },
];

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let people: PeopleInBrowser;
let url: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  const known = Object.fromEntries(ways.map(({ agency }) => [agency, [{ number: 2 }]]));
  audit = await auditAtReturns(records, place, clock.now, known);
  for (const { agency } of ways) {
    await submitsFor(records, { place, audit, agency, numbers: [2] }, clock.now);
  }
  const port = await freePort();
  await test.app.listen({ host: '127.0.0.1', port });
  url = `http://localhost:${port}`;
  people = await peopleInBrowser({ url, inbox: test.inbox });
}, 60_000);

afterEach(() => {
  expect(people.wrong).toEqual([]);
  expect(test.faults).toEqual([]);
});

afterAll(async () => {
  await people?.close();
  await test?.stop();
});

describe.each(ways)('the officer, $way', ({ agency, name, device, hands }) => {
  let page: Page;

  it('signs in, checks what has come in, sends it back, and finds its agency again', async () => {
    // given: a tool that has come in, and nobody signed in on this browser
    const agencyId = place.agencies[agency];
    const { id } = await returnOf(test.records, audit, { agencyId, number: 2 });
    page = await people.sitDown(device);

    // when: they sign in by the link that is mailed to them
    await signsIn();

    // then: what needs them stands first, each with the one button that settles it
    expect(await heading(page)).toBe('What needs you today');
    await hands.press(page, /^Check/);
    await hands.follow(page, `C2, ${name}`);

    // when: they write what is to be changed, and accept it all the same
    await hands.write(page, 'What is to be changed here, Impact', 'Say since when.');
    await hands.press(page, 'Accept');

    // then: nothing is decided and nothing is lost, and they are told where to look
    expect(await page.title()).toMatch(/^Error: /);
    if (device.scripts !== false) {
      expect(await page.evaluate('document.activeElement.className')).toContain('error-summary');
    }
    const remark = page.getByLabel('What is to be changed here, Impact', { exact: true });
    expect(await remark.inputValue()).toBe('Say since when.');

    // when: they send it back
    await hands.press(page, 'Send back with these remarks');

    // then: that is said where the next one, or the empty queue, follows
    expect(await told(page)).toContain(`C2, ${name}: sent back for changes`);
    const { state } = await test.records.database.return.findUniqueOrThrow({ where: { id } });
    expect(state).toBe('sent-back');

    // when: they look for the agency from there
    await hands.write(page, 'Search audits, agencies, people and actions', name);
    await hands.press(page, 'Search');

    // then: it is found, and its page says who answers for it
    await hands.follow(page, name);
    expect(await heading(page)).toBe(name);
  }, 60_000);

  async function signsIn(): Promise<void> {
    const { email } = place.people.nadia;
    await open(page, `${url}/console`);
    await hands.write(page, 'Your work email address', email);
    const before = test.inbox.to(email).length;
    await hands.press(page, 'Email me a link');
    const { text } = await test.inbox.waitFor(email, 'Sign in', { after: before });
    const path = /\/console\/sign-in\/[\w-]+/.exec(text)?.[0] ?? '';
    await open(page, `${url}${path}`);
    await hands.press(page, 'Sign in');
  }
});
