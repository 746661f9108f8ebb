import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { pageWords } from '../support/page-words.ts';
import { hiddenFields } from '../support/reader.ts';
import { auditAtDecision, reportDates } from '../support/reported-audit.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let discussed: RunningAudit;
let decided: RunningAudit;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  discussed = await auditAtDiscussion(test.records, place);
  decided = await auditAtDecision(test.records, place);
  await give('helen', 'audit-chair', discussed.id);
  await give('imran', 'operator');
  test.clock.now = reportDates.presented;
}, 120_000);
afterAll(() => test?.stop());

function give(person: keyof Aldermere['people'], role: string, auditId: string | null = null) {
  const { id: contactId } = place.people[person];
  const held = { partnershipId: place.id, contactId, role, auditId, fromDate: '2026-01-01' };
  return test.records.database.roleHolding.create({ data: held });
}

const as = (person: keyof Aldermere['people']) =>
  staffBrowser(test, place.id, place.people[person].id);

async function read(browser: Browser, path: string): Promise<string> {
  const page = await browser.get(path);
  expect(page.statusCode, path).toBe(200);
  return pageWords(page.body);
}

/** Every page of the console that can be reached from the first one by links. */
async function reached(browser: Browser): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const waiting = ['/console'];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (found.has(path)) continue;
    const reply = await browser.get(path);
    found.set(path, reply.statusCode);
    if (reply.statusCode === 303) waiting.push(String(reply.headers.location));
    if (!String(reply.headers['content-type']).includes('html')) continue;
    for (const [, href = ''] of reply.body.matchAll(/href="(\/console[^"#]*)/g)) {
      waiting.push(href.replaceAll('&amp;', '&'));
    }
  }
  return found;
}

describe('whoever is signed in', () => {
  it.each([
    ['reader', 'ruth'],
    ['chair of an audit', 'helen'],
    ['chair of a group', 'graham'],
    ['member of a group', 'yasmin'],
    ['operator', 'imran'],
  ] as const)(
    'as %s is shown no link that is closed to them',
    async (_role, person) => {
      const pages = await reached(await as(person));
      expect(pages.size).toBeGreaterThan(2);
      expect([...pages].filter(([, status]) => status >= 400)).toEqual([]);
    },
    60_000,
  );

  it('is told whom to ask where something is not open, and loses nothing typed', async () => {
    const ruth = await as('ruth');
    const typed = 'The meeting is put off because the chair is ill.';
    const path = `/console/audits/${discussed.number}/pause`;
    const page = await ruth.post(path, { reason: typed }, '/console');
    expect([page.statusCode, (await ruth.get(path)).statusCode]).toEqual([403, 403]);
    const words = pageWords((await ruth.get(path)).body);
    expect(words).toContain('ask the business unit’s manager');
    expect(words).toContain('You can look but not change');
  });
});

describe('the chair of an audit', () => {
  it('reads it and records its meeting, and arranges nothing', async () => {
    const helen = await as('helen');
    const base = `/console/audits/${discussed.number}/discussion`;
    expect(await read(helen, '/console/groups')).toContain(`Audit ${discussed.number}`);
    const meeting = await helen.get(base);
    expect(meeting.body).toContain(`action="${base}/finish"`);
    expect(meeting.body).not.toMatch(/discussion\/(place|chair)"|\/dates\//);
    const page = await helen.get(`${base}/findings`);
    expect(page.body).toContain('Add the finding');
    const fields = { kind: 'good-practice', text: 'The school spoke with C1 alone.' };
    const added = await helen.send(`${base}/findings`, {
      ...hiddenFields(page.body.split('id="add"')[1] ?? ''),
      ...fields,
    });
    expect([303, 422]).toContain(added.statusCode);
    expect((await helen.get(`/console/audits/${discussed.number}/children`)).statusCode).toBe(403);
    expect((await helen.get(`/console/audits/${decided.number}`)).statusCode).toBe(403);
    expect((await helen.get('/console/audits/2027-99')).statusCode).toBe(403);
  });

  it('named for the meeting has the audit without being given a role', async () => {
    const where = { auditId: discussed.id };
    const { id: chairId } = place.people.anil;
    await test.records.database.meeting.updateMany({ where, data: { chairId } });
    const anil = await as('anil');
    expect(await read(anil, '/console/groups')).toContain(`Audit ${discussed.number}`);
    await test.records.database.meeting.updateMany({ where, data: { chairId: null } });
    expect((await anil.get('/console/groups')).headers.location).toBe('/console/sign-in');
  });
});

describe('a member of a group', () => {
  it('reads the report that is before it, and no completed tool', async () => {
    const yasmin = await as('yasmin');
    const page = await read(yasmin, '/console/groups');
    expect(page).toContain('You sit in the Strategic Executive Group');
    expect(page).toContain('Before the Strategic Executive Group now');
    const report = await read(yasmin, `/console/groups/reports/${decided.number}`);
    expect(report).toContain('Version');
    const own = await test.records.database.return.findFirstOrThrow({
      where: { auditId: decided.id },
    });
    const path = `/console/audits/${decided.number}/returns/${own.id}`;
    expect((await yasmin.get(path)).statusCode).toBe(403);
    const other = await yasmin.get(`/console/groups/reports/${discussed.number}`);
    expect(other.statusCode).toBe(404);
  });

  it('of another group finds nothing of it', async () => {
    const peter = await as('peter');
    expect(await read(peter, '/console/groups')).toContain('No report has come before your groups');
    const path = `/console/groups/reports/${decided.number}`;
    expect((await peter.get(path)).statusCode).toBe(404);
    expect((await peter.get('/console/groups/seg')).statusCode).toBe(404);
  });
});

describe('an operator', () => {
  it('sees what runs and waits, and nothing of a case', async () => {
    const imran = await as('imran');
    const list = await read(imran, '/console/running');
    const one = await read(imran, `/console/running/${discussed.number}`);
    expect(list).toContain(discussed.number);
    expect(one).toContain('What the audit waits for');
    expect(one).toMatch(/Sent|Leaving/);
    const told = list + one;
    const names = discussed.children.flatMap(({ names: own, mother }) => [...own, mother]);
    const people = Object.values(place.people).map(({ name }) => name);
    for (const word of [
      discussed.focus,
      ...names,
      ...people.filter((name) => name !== 'Imran Sheikh'),
    ]) {
      expect(told).not.toContain(word);
    }
    expect((await imran.get('/console/urgent-concern')).statusCode).toBe(403);
    expect((await imran.get('/console/running')).body).toContain('href="/urgent-concern"');
  });
});

describe('the chair of a group', () => {
  it('records what it decided on the report, and comes back to their own pages', async () => {
    const graham = await as('graham');
    const path = `/console/audits/${decided.number}/decision`;
    const page = await graham.get(path);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain(`${path}/meeting`);
    const recorded = await graham.send(path, {
      ...hiddenFields(page.body.split('</form>')[0] ?? ''),
      outcome: 'approved',
      how: 'meeting',
      date: '21 5 2027',
      minuteReference: 'SEG 12/27',
    });
    expect([recorded.statusCode, recorded.headers.location]).toEqual([303, '/console/groups']);
    const decision = await test.records.database.event.findFirst({
      where: { chain: decided.id, actorId: place.people.graham.id },
    });
    expect(decision?.kind).toMatch(/decision|decided|report/);
  });

  it('raises an urgent concern, and is told that it has been raised', async () => {
    const graham = await as('graham');
    const page = await read(graham, '/console/urgent-concern/raised');
    expect(page).toContain('The concern has been raised');
    expect((await graham.get('/console/concerns')).statusCode).toBe(403);
  });
});
