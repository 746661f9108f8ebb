import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { sendBack } from '../../records/checks/check-return.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
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
  who: keyof Aldermere['people'];
  agency: keyof Aldermere['agencies'];
  device: Device;
  hands: Hands;
}

const quiet = { scripts: false };
const ways: Way[] = [
  { way: 'at a desk', who: 'priya', agency: 'police', device: desk, hands: pointing },
  { way: 'on a phone', who: 'rosa', agency: 'social-care', device: phone, hands: pointing },
  {
    way: 'at a desk, without scripts',
    who: 'helen',
    agency: 'early-help',
    device: { ...desk, ...quiet },
    hands: pointing,
  },
  {
    way: 'on a phone, without scripts',
    who: 'anil',
    agency: 'hospital',
    device: { ...phone, ...quiet },
    hands: pointing,
  },
  {
    way: 'with the keyboard alone',
    who: 'lesley',
    agency: 'probation',
    device: desk,
    hands: typing,
  },
];

const wrote = 'Siân Llŷr’s worker wrote: “don’t wait” – ŵ ŷ 👪';
const later = 'Seen alone each week since May, and believed.';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let people: PeopleInBrowser;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  place = await aldermere(test.records, test.clock.now);
  const known = Object.fromEntries(ways.map(({ agency }) => [agency, [{ number: 2 }]]));
  audit = await auditAtReturns(test.records, place, test.clock.now, known);
  await sendLetters();
  const port = await freePort();
  await test.app.listen({ host: '127.0.0.1', port });
  people = await peopleInBrowser({ url: `http://localhost:${port}`, inbox: test.inbox });
}, 60_000);

afterEach(() => {
  expect(people.wrong).toEqual([]);
  expect(test.faults).toEqual([]);
});

afterAll(async () => {
  await people?.close();
  await test?.stop();
});

async function sendLetters(): Promise<void> {
  const waiting = await test.records.database.letter.findMany({ where: { sentAt: null } });
  await test.post.send(
    waiting.map(({ key }) => key),
    test.clock.now,
  );
}

describe.each(ways)('a contact, $way', ({ who, agency, device, hands }) => {
  const person = () => place.people[who];
  let page: Page;
  let returnId: string;

  it('comes from the email to the tool, sends it, and changes what comes back', async () => {
    // given: an email with a link, and nobody signed in on this browser
    returnId = await asked();
    page = await people.sitDown(device);

    // when: they come in with the code that is mailed to them
    await comesIn();

    // then: they see what is asked of them, by when, and for how long
    expect(await heading(page)).toBe('What you are asked to do');
    expect(await told(page)).toContain('By Wednesday 7 April 2027');
    expect(await told(page)).toContain('About 1 hour 30 minutes. Not started.');
    if (hands === typing) await skipsToWhatMatters();

    // when: they begin without reading
    await hands.follow(page, 'Send your agency’s completed audit tools');
    await hands.follow(page, /^Start/);
    await hands.press(page, 'Start');

    // then: they are told what is missing, where it is
    await isToldOfMistakes('Say that you have read and accept the statement');
    await hands.choose(page, 'I have read this and accept it');
    await hands.choose(page, 'Yes, I am independent');
    await hands.press(page, 'Start');

    // when: they write, stop in between, come back, and leave one thing out
    await hands.follow(page, 'Recognition');
    await writesSection({ onward: 'Save and come back later' });
    expect(await told(page)).toContain('1 of 6 sections complete');
    await hands.follow(page, 'Assessment');
    for (const section of ['Assessment', 'Planning and intervention', 'Joint working']) {
      expect(await heading(page)).toBe(section);
      await writesSection({});
    }
    await writesSection({ without: 'Areas for development' });
    await writesSection({});

    // then: the check says what is missing, and lets nothing be sent
    expect(await heading(page)).toBe('Check your answers');
    expect(await told(page)).toContain('Still missing: Impact: 1 answer');
    await hands.follow(page, 'Impact');
    await hands.write(page, 'Areas for development', wrote);
    await hands.press(page, 'Save and come back later');
    await hands.press(page, 'Check your answers and send');
    await hands.press(page, 'Send');
    const receipt = await reference();

    // when: the business unit sends it back with a remark on one section
    await isSentBack();
    await open(page, people.linkTo(person().email));
    await hands.press(page, 'Continue');
    await hands.follow(page, /came back with remarks/);

    // then: that section alone is open, with what to change beside what was written
    expect(await told(page)).toContain('Recognition Stays as it is');
    await hands.follow(page, 'Impact');
    expect(await told(page)).toContain('What to change here Since when?');
    expect(await page.getByLabel('Areas for development').inputValue()).toBe(wrote);
    await hands.write(page, 'Your answer to this', 'Dates added.');
    await hands.write(page, 'Areas for development', later);
    await hands.press(page, 'Save and continue');
    await hands.press(page, 'Send');

    // then: it is a new version with a receipt of its own, and both are kept as they were written
    expect(await reference()).not.toBe(receipt);
    await hands.follow(page, 'Read what you sent');
    expect(await told(page)).toContain(wrote);
    expect(await told(page)).toContain(later);
    expect(await test.records.database.returnVersion.count({ where: { returnId } })).toBe(2);
    expect(test.inbox.to(person().email).at(-1)?.subject).toMatch(/receipt|received/i);
  }, 60_000);

  async function asked(): Promise<string> {
    const agencyId = place.agencies[agency];
    return (await returnOf(test.records, audit, { agencyId, number: 2 })).id;
  }

  async function comesIn(): Promise<void> {
    await open(page, people.linkTo(person().email));
    const before = test.inbox.to(person().email).length;
    await hands.press(page, 'Send me a code');
    const { text } = await test.inbox.waitFor(person().email, 'Code', { after: before });
    await hands.write(page, 'Six-digit code', /\b\d{6}\b/.exec(text)?.[0] ?? '');
    await hands.press(page, 'Continue');
  }

  async function skipsToWhatMatters(): Promise<void> {
    await page.reload();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main-content');
  }

  /** The summary has the focus, and leads to the field; without scripts it stands first. */
  async function isToldOfMistakes(first: string): Promise<void> {
    expect(await page.title()).toMatch(/^Error: /);
    const link = page.getByRole('alert').getByRole('link', { name: first });
    if (device.scripts !== false) {
      expect(await page.evaluate('document.activeElement.className')).toContain('error-summary');
    }
    if (hands !== typing) return link.click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('accepted');
    await page.keyboard.press('Shift+Tab');
  }

  async function writesSection(how: { without?: string; onward?: string }): Promise<void> {
    const fields = ['Key areas of good practice', 'Areas for development'];
    for (const field of [...fields, 'Recommendations for practice']) {
      if (field !== how.without) await hands.write(page, field, wrote);
    }
    if (device.scripts !== false) {
      expect(await page.locator('.deepdive-words').first().textContent()).toBe('8 words');
    }
    await hands.choose(page, 'Good');
    await hands.press(page, how.onward ?? 'Save and continue');
  }

  async function reference(): Promise<string> {
    expect(await heading(page)).toBe('C2 has been sent');
    return /Your receipt ([\w-]+)/.exec(await told(page))?.[1] ?? '';
  }

  async function isSentBack(): Promise<void> {
    const { records, clock } = test;
    const ref = { partnershipId: place.id, returnId, version: 1 };
    const by = { contactId: place.people.nadia.id };
    const remarks = { impact: 'Since when?' };
    const outcome = await sendBack(records, { ...ref, remarks }, by, clock.now);
    expect(outcome.kind).toBe('sent-back');
    const where = { returnId, step: 'revise' };
    const { wait } = await records.database.ask.findFirstOrThrow({ where });
    await actOnClock(records, { partnership: place.id, audit: audit.number, wait }, clock.now);
    await sendLetters();
  }
});
