import { afterAll, beforeAll, expect, it } from 'vitest';
import { countQueries } from '../../bench/query-count.ts';
import { contactVisitor, staffVisitor, type Visitor } from '../../bench/visitor.ts';
import { cancelAudit } from '../../records/audits/pause-audit.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtFollowUp, followUpDates } from '../support/followed-up-audit.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';
import { moreQueries, usualQueries } from './page-queries.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
/** Of each page its queries and its kilobytes, with some audits that have ended. */
let before: Awaited<ReturnType<typeof look>>;
const queries = countQueries();

beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  audit = await auditAtFollowUp(test.records, place);
  test.clock.now = followUpDates.asked;
  await endAudits(11);
  before = await look();
});
afterAll(() => test?.stop());

async function endAudits(count: number): Promise<void> {
  const by = { contactId: place.people.nadia.id };
  for (let ended = 0; ended < count; ended += 1) {
    const { id: auditId } = await startedAudit(test.records, place, test.clock.now);
    const change = { partnershipId: place.id, auditId, reason: 'Put off to next year.' };
    expect(await cancelAudit(test.records, change, by, test.clock.now)).toBe('cancelled');
  }
}

/** Queries and bytes of all pages that can be reached, as the second look at each finds them. */
async function figures(visitor: Visitor, start: string): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const [route, url] of await visitor.walk(start)) {
    await visitor.get(url);
    const before = queries();
    const { html } = await visitor.get(url);
    // To the kilobyte: numbers and times are longer or shorter.
    found[route] = [queries() - before, Math.round(html.length / 1024)];
  }
  return found;
}

async function look() {
  const { records, app, clock } = test;
  const of = (who: keyof Aldermere['people']) => {
    return { partnershipId: place.id, contactId: place.people[who].id };
  };
  const officer = await staffVisitor(app, records, of('nadia'), clock.now);
  const lead = await contactVisitor(app, records, of('priya'), clock.now);
  return {
    console: await figures(officer, `/console/audits/${audit.number}`),
    contact: await figures(lead, '/asks'),
  };
}

it('no page asks the database more often than it may', () => {
  const tooOften = Object.entries({ ...before.console, ...before.contact }).filter(
    ([route, [count = 0]]) => count > (moreQueries[route] ?? usualQueries),
  );
  expect(tooOften).toEqual([]);
});

it('no page asks the database more often, or grows, with the number of audits that have ended', async () => {
  await endAudits(11);
  expect(await look()).toEqual(before);
  expect(Object.keys(before.console).length).toBeGreaterThan(40);
  expect(Object.keys(before.contact)).toContain('/asks');
});
