import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { askForExperience } from '../../records/learning/experience.ts';
import { transaction } from '../../records/store/transaction.ts';
import type { Browser } from '../support/app.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { auditAtFollowUp } from '../support/followed-up-audit.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const now = new Date('2027-06-10T10:00:00Z');
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;

const office = 'escalate: { workingDaysAfter: 3, to: [manager] }';
const wants = `    outputs:
      - { key: newsletter, kind: newsletter, title: Newsletter, ask: { due: { workingDays: 10 }, ${office} } }
      - { key: training, kind: training, title: Training plan, measures: true, ask: { due: { workingDays: 10 }, ${office} } }
    passOn:
      - { key: manager, by: auditors, title: Tell the Team Manager, copy: true, ask: { due: { workingDays: 5 }, closeWorkingDaysAfter: 0 } }
      - { key: staff, by: agencies, title: Tell your staff, replies: true, ask: { due: { workingDays: 5 }, closeWorkingDaysAfter: 0 } }
      - { key: themes, by: collators, title: Tell the group which themes recur, ask: { due: { workingDays: 5 }, closeWorkingDaysAfter: 0 } }
      - { key: report, by: all-agencies, title: Read the report and share it, report: true, ask: { due: { workingDays: 5 }, closeWorkingDaysAfter: 0 } }
    experience: { questions: [How was it?, What would you change?], body: audit-group, ask: { due: { workingDays: 30 }, closeWorkingDaysAfter: 0 } }
    briefing:`;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
  const yaml = readFileSync(file, 'utf8')
    .replace('\nversion: 1', '\nversion: 2')
    .replace('    briefing:', wants);
  await transaction(test.records, async (tx) => {
    place.profileVersionId = await storeProfile(tx, place.id, yaml, dates.started);
    const collator = { partnershipId: place.id, role: 'collator', fromDate: '2024-01-01' };
    const { kwame, helen } = place.people;
    await tx.roleHolding.createMany({
      data: [kwame, helen].map(({ id: contactId }) => ({ ...collator, contactId })),
    });
  });
  audit = await auditAtFollowUp(test.records, place);
});
afterAll(() => test?.stop());

beforeEach(async () => {
  test.clock.now = now;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});

const page = () => `/console/audits/${audit.number}/learning`;
const asks = (round: number) =>
  test.records.database.ask.findMany({
    where: { auditId: audit.id, step: 'pass-on', round },
    orderBy: { key: 'asc' },
  });

async function says(
  round: number,
  person: keyof Aldermere['people'],
  typed: Record<string, string>,
) {
  const { id: contactId } = place.people[person];
  const ask = (await asks(round)).find((each) => each.contactId === contactId);
  const browser = await readerBrowser(test, place.id, contactId);
  const path = `/asks/${ask?.id}`;
  return browser.post(`${path}/passed-on`, typed, path);
}

describe('what is made of an audit besides its briefing', () => {
  it('is asked of the officer, each with a due date of its own (CH-30, CH-31)', async () => {
    const text = readableText((await nadia.get(page())).body);
    expect(text).toContain('Newsletter To be recorded by Wednesday 23 June 2027');
    expect(text).toContain('Training plan');
    expect(text).not.toMatch(internalWords);
    const home = readableText((await nadia.get('/console')).body);
    expect(home).toContain('record what was made of the audit');
  });

  it('is recorded with when and where, and how its effect will be seen where that is wanted (CH-30, SO-33, SO-34)', async () => {
    const to = `${page()}/training`;
    const typed = { heldOn: '9 6 2027', where: 'Induction of new staff', measures: '' };
    const refused = await nadia.post(to, typed, page());
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Say how its effect will be seen');
    expect(refused.body).toContain('Induction of new staff');
    const future = { heldOn: '9 6 2028', where: 'The website', measures: '' };
    expect((await nadia.post(`${page()}/newsletter`, future, page())).statusCode).toBe(422);
    const measures = 'A dip sample next spring.';
    expect((await nadia.post(to, { ...typed, measures }, page())).statusCode).toBe(303);
    const text = readableText((await nadia.get(page())).body);
    expect(text).toContain('Taken up on Wednesday 9 June 2027: Induction of new staff.');
    expect(text).toContain(measures);
    expect((await nadia.post(`${page()}/other`, typed, page())).statusCode).toBe(404);
  });
});

describe('people who pass on what was learnt', () => {
  it('are asked: each author, each agency, and whoever collates (FA-19, FA-20, CH-34)', async () => {
    const { priya, rosa, kwame, helen } = place.people;
    const of = async (round: number) =>
      (await asks(round)).map(({ contactId }) => contactId).sort();
    expect(await of(0)).toEqual([priya.id, rosa.id].sort());
    expect(await of(1)).toEqual([priya.id, rosa.id].sort());
    expect(await of(2)).toEqual([kwame.id, helen.id].sort());
  });

  it('say that the Team Manager was told and was sent a copy (FA-19)', async () => {
    const typed = { answer: 'passed-on', text: 'In a talk on Monday.' };
    const refused = await says(0, 'priya', typed);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Send the copy as well');
    expect((await says(0, 'priya', { ...typed, copied: 'yes' })).statusCode).toBe(303);
  });

  it('say what their staff answered, which the business unit reads (SO-31, CH-34)', async () => {
    const typed = { answer: 'passed-on', text: 'At the team meeting.', replies: 'Time was short.' };
    expect((await says(1, 'priya', typed)).statusCode).toBe(303);
    const text = readableText((await nadia.get(page())).body);
    expect(text).toContain('Priya Nair, Aldermere Police Tell your staff Passed on At the team');
    expect(text).toContain('Answered by those who heard it: Time was short.');
  });

  it('need not all answer where one collator feeds back for both (FA-24)', async () => {
    const typed = { answer: 'passed-on', text: 'At the group on Tuesday.' };
    expect((await says(2, 'helen', typed)).statusCode).toBe(303);
    const outcomes = (await asks(2)).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['answered', 'withdrawn']);
  });

  it('stand as silent when their time is over, and may still say it; both stand (SO-31)', async () => {
    const wait = `audit/${place.id}/${audit.number}#briefing`;
    const closed = new Date('2027-06-17T16:00:00Z');
    await actOnClock(test.records, { partnership: place.id, audit: audit.number, wait }, closed);
    test.clock.now = closed;
    const { rosa } = place.people;
    const ask = (await asks(1)).find(({ contactId }) => contactId === rosa.id);
    expect(ask?.outcome).toBe('not-answered');
    expect((await says(1, 'rosa', { answer: 'nothing-to-pass-on' })).statusCode).toBe(303);
    const rows = await test.records.database.passedOn.findMany({
      where: { askId: ask?.id ?? '' },
      orderBy: { late: 'asc' },
    });
    expect(rows.map(({ answer }) => answer)).toEqual(['silent', 'nothing-to-pass-on']);
  });

  it('read the report where it is shared with them, as every agency does (WA-15)', async () => {
    const shared = await asks(3);
    expect(shared).toHaveLength(Object.keys(place.agencies).length);
    const { marek } = place.people;
    const ask = shared.find(({ contactId }) => contactId === marek.id);
    const text = readableText(
      (await (await readerBrowser(test, place.id, marek.id)).get(`/asks/${ask?.id}`)).body,
    );
    expect(text).toContain('Read the report and share it');
    expect(text).toContain('Children were seen alone.');
    expect(text).not.toMatch(internalWords);
    // What is passed on without it shows none.
    const [other] = await asks(1);
    const lead = await readerBrowser(test, place.id, other?.contactId ?? '');
    expect((await lead.get(`/asks/${other?.id}`)).body).not.toContain('Children were seen alone.');
  });

  it('see nobody else’s', async () => {
    const [ask] = await asks(0);
    const marek = await readerBrowser(test, place.id, place.people.marek.id);
    expect((await marek.get(`/asks/${ask?.id}`)).statusCode).toBe(404);
  });
});

describe('how the process was for those who took part', () => {
  const asked = () =>
    test.records.database.ask.findMany({
      where: { auditId: audit.id, step: 'experience' },
      orderBy: { key: 'asc' },
    });

  it('is asked of everybody, kept without names, and reaches senior people once enough answered (WA-17)', async () => {
    const { records } = test;
    await transaction(records, async (tx) => {
      const { id: meetingId } = await tx.meeting.findFirstOrThrow({ where: { auditId: audit.id } });
      const { id: contactId } = place.people.tom;
      const there = { partnershipId: place.id, meetingId, contactId, attended: true };
      await tx.attendance.create({ data: { ...there, addedAt: now } });
      await askForExperience(tx, await auditContext(tx, audit.id), now);
    });
    const all = await asked();
    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const [nth, { id, contactId }] of all.entries()) {
      const browser = await readerBrowser(test, place.id, contactId);
      const path = `/asks/${id}`;
      if (nth === 0) {
        expect((await browser.post(`${path}/experience`, {}, path)).statusCode).toBe(422);
      }
      const typed = { 'question-1': `Safe, said one (${nth}).`, 'question-2': '' };
      expect((await browser.post(`${path}/experience`, typed, path)).statusCode).toBe(303);
    }
    const rows = await test.records.database.experienceAnswer.findMany();
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual([
      'answersSealed',
      'auditId',
      'id',
      'partnershipId',
    ]);
    const letters = await test.records.database.letter.findMany({
      where: { kind: 'experience/ready' },
    });
    expect(letters).toMatchObject([{ contactId: place.people.peter.id }]);
    const peter = await readerBrowser(test, place.id, place.people.peter.id);
    expect((await peter.get('/asks')).body).toContain('/work-plans/audit-group/experience');
    const text = readableText((await peter.get('/work-plans/audit-group/experience')).body);
    expect(text).toContain('Safe, said one (0).');
    expect(text).not.toContain('Priya');
    const graham = await readerBrowser(test, place.id, place.people.graham.id);
    expect((await graham.get('/work-plans/audit-group/experience')).statusCode).toBe(404);
  });
});
