import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answersInvolvement, fillsInTool } from '../support/contact-in-browser.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { answersAboutAudit } from '../support/officer-in-browser.ts';
import { officerNamesChildren } from '../support/people.ts';
import {
  follow,
  open,
  type PeopleInBrowser,
  peopleInBrowser,
  press,
  told,
  type,
} from '../support/people-in-browser.ts';
import { type RealClockSystem, startRealClockSystem } from '../support/real-clock.ts';
import { eventually } from '../support/worker-process.ts';

let system: RealClockSystem;
let place: Aldermere;
let people: PeopleInBrowser;
let officer: Page;
let audit: string;

beforeAll(async () => {
  system = await startRealClockSystem('without-waiting');
  place = await aldermere(system.records, new Date());
  people = await peopleInBrowser(system);
}, 120_000);

afterEach(() => {
  expect(people.wrong).toEqual([]);
  expect(system.faults).toEqual([]);
});

afterAll(async () => {
  await people?.close();
  await system?.stop();
});

/** Brings forward what an audit waits for, on the page that says what it waits for. */
async function doNow(what: string, choice: RegExp): Promise<void> {
  await open(officer, `/console/audits/${audit}`);
  await follow(officer, new RegExp(`^Do it now.*${what}`));
  await officer.getByLabel(choice).check();
  await type(officer, 'Why', 'We walk through it today');
  await press(officer, 'Do it now');
}

const linksTo = (email: string) =>
  system.inbox.to(email).filter(({ text }) => text.includes('/l/')).length;

/** By night and at weekends letters wait for the morning, unless they are brought forward. */
async function isWrittenTo(email: string, what: string): Promise<void> {
  const before = linksTo(email);
  await doNow(what, /Do the next step now/);
  await eventually(`${email} is written to`, async () => linksTo(email) > before);
}

async function areAsked(step: string, count: number): Promise<void> {
  const asked = { step, outcome: null };
  await eventually(
    `${count} are asked: ${step}`,
    async () => (await system.records.database.ask.count({ where: asked })) === count,
  );
}

describe('an audit that is walked by hand, on the clock of the wall', { timeout: 120_000 }, () => {
  it('is started in the browser, and drawn by itself', async () => {
    officer = await people.signIn(place.people.nadia.email);
    await answersAboutAudit(officer, 'Children who go missing from Larkrise');
    await press(officer, 'Save and continue');
    await press(officer, 'Save and continue');
    await press(officer, 'Start the audit');
    await areAsked('identities', 1);
    const started = await system.records.database.audit.findFirstOrThrow();
    audit = started.number;
    const given = { auditId: started.id, officer: place.people.nadia.id };
    await officerNamesChildren(system.records, given, new Date());
    await areAsked('involvement', 8);
  });

  it('sends the letters now, and ends the time for answering now, with a reason', async () => {
    const what = 'Which children each agency knew';
    await isWrittenTo(place.people.priya.email, what);
    await answersInvolvement(await people.comeIn(place.people.priya.email));
    await doNow(what, /End the time for answering now/);
    await areAsked('returns', 1);
    await isWrittenTo(place.people.priya.email, 'Aldermere Police: the completed audit tools');
    await open(officer, `/console/audits/${audit}`);
    expect(await told(officer)).toContain('We walk through it today');
  });

  it('takes a tool with its receipt, and shows it on the page of the audit', async () => {
    const { email } = place.people.priya;
    const priya = await people.comeIn(email);
    await follow(priya, /audit tools/);
    await follow(priya, 'Start C1');
    await fillsInTool(priya, {
      good: 'Seen alone',
      develop: 'Fathers were not asked',
      recommend: 'Ask both parents',
    });
    await press(priya, 'Send');
    const { receipt } = await system.records.database.returnVersion.findFirstOrThrow();
    expect(await told(priya)).toContain(receipt);
    await system.inbox.waitFor(email, receipt);
    await open(officer, `/console/audits/${audit}`);
    expect(await told(officer)).toMatch(/Aldermere Police ✓\s?Received/);
    // C2 is still missing, and the audit goes on without it.
    await doNow('Aldermere Police: the completed audit tools', /End the time for answering now/);
    await eventually('the time for answering is over', async () => {
      await open(officer, `/console/audits/${audit}`);
      return /Not received/.test(await told(officer));
    });
  });
});
