import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endStage } from '../../records/audits/stages.ts';
import { transaction } from '../../records/store/transaction.ts';
import type { Browser } from '../support/app.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import {
  agencySays,
  auditBeforeAdoption,
  beginFollowUp,
  followUpDates,
  segApproves,
} from '../support/followed-up-audit.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';
import { startedAudit } from '../support/started-audit.ts';

const { adopted, answered } = followUpDates;
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;

const wants = `    everyMonths: 3
    plan: { due: { workingDays: 10 }, escalate: { workingDaysAfter: 3, to: [manager] } }
    smart: true
    owner: line-manager
    practitionerAgrees: true
    exceptions: { body: audit-group }`;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
  const yaml = readFileSync(file, 'utf8')
    .replace('\nversion: 1', '\nversion: 2')
    .replace('    everyMonths: 3', wants);
  place.profileVersionId = await transaction(test.records, (tx) =>
    storeProfile(tx, place.id, yaml, dates.started),
  );
  audit = await auditBeforeAdoption(test.records, place);
  await segApproves(test.records, { place, audit }, adopted);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(test.records, { ...ref, stage: 'seg', kind: 'approve' }, adopted);
  await beginFollowUp(test.records, { place, audit }, adopted);
});
afterAll(() => test?.stop());

beforeEach(async () => {
  test.clock.now = adopted;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});

const base = () => `/console/audits/${audit.number}/action-plan`;
const actions = () => test.records.database.action.findMany({ where: { auditId: audit.id } });

const smart = {
  specific: 'Team managers ask for both parents in supervision.',
  measurable: 'A sample of ten files each quarter.',
  achievable: 'Supervision takes place already.',
  relevant: 'Fathers were seldom asked.',
  timely: 'First sample in September.',
};

async function fill(number: number, change: Record<string, string>): Promise<number> {
  const child = await test.records.database.case.findFirstOrThrow({
    where: { auditId: audit.id, number: 1 },
  });
  const typed = { ...smart, responsible: 'Jo Bell', caseId: child.id, agreedOn: '1 6 2027' };
  const url = `${base()}/${number}`;
  const revision = await revisionOf(url);
  return (await nadia.post(url, { ...typed, revision, ...change }, url)).statusCode;
}

async function revisionOf(url: string): Promise<string> {
  const { body } = await nadia.get(url);
  return /name="revision" value="(\d+)"/.exec(body)?.[1] ?? '';
}

describe('the action plan', () => {
  it('says what is missing of each action, and adopts nothing before (SO-29)', async () => {
    const page = await nadia.get(base());
    const text = readableText(page.body);
    expect(text).toContain(
      'Still missing: Specific, Measurable, Achievable, Relevant, Timely, Child, Line manager',
    );
    expect(text).not.toMatch(internalWords);
    const refused = await nadia.post(base(), {}, base());
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Action 4: still missing are Specific');
    expect(await actions()).toEqual([]);
  });

  it('keeps what was typed where something is wrong, and takes what is not complete yet (SO-29, FA-22)', async () => {
    const url = `${base()}/1`;
    const revision = await revisionOf(url);
    const wrong = {
      ...smart,
      revision,
      agreedOn: '31 12 2027',
      specific: '<script>alert(1)</script>',
    };
    const refused = await nadia.post(url, wrong, url);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Friday 31 December 2027 is still to come.');
    expect(refused.body).toContain('&lt;script&gt;alert(1)');
    expect(await fill(1, { timely: '' })).toBe(303);
    expect(readableText((await nadia.get(base())).body)).toContain('Still missing: Timely');
  });

  it('does not lose what two people plan for one action', async () => {
    const url = `${base()}/1`;
    const late = await nadia.post(url, { ...smart, revision: '0' }, url);
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('First sample in September.');
  });

  it('is adopted once it says everything, with the line manager and what was agreed (SO-29, FA-22, FA-23)', async () => {
    for (const number of [1, 2, 3, 4]) expect(await fill(number, {})).toBe(303);
    const done = await nadia.post(base(), {}, base());
    expect(done.statusCode).toBe(303);
    expect(await actions()).toHaveLength(4);
    const text = readableText((await nadia.get(`/console/audits/${audit.number}/actions`)).body);
    expect(text).toContain('Responsible: Jo Bell, line manager of the case.');
    expect(text).toContain('Agreed with the practitioner on 1 June 2027.');
    const asks = { auditId: audit.id, step: 'update', outcome: null };
    expect(await test.records.database.ask.count({ where: asks })).toBe(3);
    expect((await nadia.post(base(), {}, base())).statusCode).toBe(303);
    expect(await actions()).toHaveLength(4);
  });

  it('asks each agency for its own actions alone, also where they are about one child (CH-24)', async () => {
    const ask = await test.records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, step: 'update', agencyId: place.agencies.housing },
    });
    const marek = await readerBrowser(test, place.id, place.people.marek.id);
    const text = readableText((await marek.get(`/asks/${ask.id}`)).body);
    expect(text).toContain('(housing)');
    expect(text).not.toContain('(police)');
  });
});

describe('what is blocked', () => {
  it('goes to the group that hears of exceptions, and nothing else does (SO-35, SO-43)', async () => {
    test.clock.now = answered;
    const peter = await readerBrowser(test, place.id, place.people.peter.id);
    expect(readableText((await peter.get('/work-plans/audit-group/exceptions')).body)).toContain(
      'Nothing is blocked any more.',
    );
    const text = 'The housing system cannot record it.';
    const given = { place, audit, agency: 'housing' as const, says: 'blocked' as const, text };
    expect((await agencySays(test.records, given, answered)).kind).toBe('given');
    const police = { ...given, agency: 'police' as const, says: 'on-track' as const };
    await agencySays(test.records, police, answered);
    const letters = await test.records.database.letter.findMany({
      where: { kind: 'exception/blocked' },
    });
    expect(letters).toMatchObject([{ contactId: place.people.peter.id, ids: { actions: 1 } }]);
    expect(readableText((await peter.get('/asks')).body)).toContain(
      'Blocked actions, as reported to the Audit Group',
    );
    const shown = readableText((await peter.get('/work-plans/audit-group/exceptions')).body);
    expect(shown).toContain(text);
    expect(shown).not.toContain('(police)');
    expect(shown).not.toMatch(internalWords);
    nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const plan = readableText((await nadia.get('/console/work-plan')).body);
    expect(plan).toContain('Blocked, reported to the Audit Group by exception');
  });

  it('is nobody else’s to read', async () => {
    test.clock.now = answered;
    for (const person of ['graham', 'marek'] as const) {
      const other = await readerBrowser(test, place.id, place.people[person].id);
      const page = await other.get('/work-plans/audit-group/exceptions');
      expect(page.statusCode).toBe(404);
    }
  });
});

describe('a follow-up audit that the plan orders', () => {
  it('is set up with the focus of the first, and each names the other (SO-30)', async () => {
    const next = `/console/audits/${audit.number}/next`;
    const actionsPage = (await nadia.get(`/console/audits/${audit.number}/actions`)).body;
    expect(actionsPage).toContain(`href="${next}"`);
    expect((await nadia.post(next, {}, next)).statusCode).toBe(422);
    const begun = await nadia.post(next, { kind: 'wider-sample' }, next);
    expect(begun.statusCode).toBe(303);
    const focusPage = await nadia.get(begun.headers.location ?? '');
    expect(focusPage.body).toContain(`The action plan of audit ${audit.number} orders it.`);

    const started = await startedAudit(test.records, place, adopted, {
      follows: { number: audit.number, kind: 'wider-sample' },
    });
    const first = readableText((await nadia.get(`/console/audits/${audit.number}`)).body);
    expect(first).toContain(`It ordered a wider sample: audit ${started.number}`);
    const second = readableText((await nadia.get(`/console/audits/${started.number}`)).body);
    expect(second).toContain(`This audit is a wider sample of audit ${audit.number}`);
    expect(second).toContain(`This was started as a wider sample of audit ${audit.number}`);
  });
});
