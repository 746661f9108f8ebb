import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listed } from '../../domain/phrases.ts';
import { askToNameTeam } from '../../records/planning/name-team.ts';
import { transaction } from '../../records/store/transaction.ts';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import { respondentSubmits } from '../support/people.ts';
import { readableText } from '../support/reader.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import {
  agencyNames,
  auditAtTeam,
  auditorOf,
  involvementAnswered,
  member,
  returnsAsked,
  teamReturns,
} from '../support/team-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: StartedAudit;
let profileVersionId: string;
let nadia: Browser;
let judith: Browser;
let priya: Browser;

beforeAll(async () => {
  test = await startApp('2027-01-12T10:00:00Z');
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  await records.database.body.create({
    data: { id: randomUUID(), partnershipId: place.id, key: 'executive', name: 'Executive Group' },
  });
  profileVersionId = await transaction(records, (tx) =>
    loadProfile(tx, place.id, 'solihull-dip-sample', clock.now),
  );
  audit = await startedAudit(records, place, clock.now, { profileVersionId });
  const ref = { partnership: place.id, audit: audit.number };
  await askToNameTeam(records, { ...ref, stage: 'team', kind: 'name-team' }, clock.now);
  [nadia, judith, priya] = [new Browser(test.app), new Browser(test.app), new Browser(test.app)];
  await signIn(test, nadia, place.people.nadia.email);
  await signIn(test, judith, place.people.judith.email);
  await comeIn(test, priya, place.people.priya);
});
afterAll(() => test?.stop());

const teamAsk = async () =>
  test.records.database.ask.findFirstOrThrow({
    where: { step: 'team', contactId: place.people.priya.id },
  });

describe('naming the audit team', () => {
  it('shows what is wanted, and gives a wrong form back as it was typed (SO-6)', async () => {
    const { id } = await teamAsk();
    const { body } = await priya.get(`/asks/${id}`);
    const text = readableText(body);
    expect(text).toContain('know what good practice looks like');
    expect(text).toContain('New to auditing');
    const to = `/asks/${id}/team`;
    const typed = { answer: 'named', 'name-0': 'Jo <Fenwick>', 'email-0': 'jo@elsewhere.example' };
    const refused = await priya.post(to, typed, `/asks/${id}`);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Jo &lt;Fenwick&gt;');
    expect(refused.body).toContain('must end in @police.example');
  });

  it('stands on the page of the planning, with who is new to it marked (SO-6)', async () => {
    const { id } = await teamAsk();
    const typed = {
      answer: 'named',
      'name-0': 'Jo Fenwick',
      'email-0': 'jo@police.example',
      'newcomer-0': 'yes',
    };
    expect((await priya.post(`/asks/${id}/team`, typed, `/asks/${id}`)).statusCode).toBe(303);
    expect(readableText((await priya.get(`/asks/${id}`)).body)).toContain('new to auditing');
    const page = readableText((await nadia.get(`/console/audits/${audit.number}/planning`)).body);
    expect(page).toContain('Jo Fenwick (new to auditing)');
  });

  it('is entered for an agency as it came by phone', async () => {
    const url = `/console/audits/${audit.number}/team/housing`;
    const typed = { answer: 'nobody', text: 'Nobody is free.' };
    const refused = await nadia.post(url, typed, url);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Nobody is free.');
    const received = { from: 'Marek Zielinski', how: 'phone', receivedOn: '12 1 2027' };
    expect((await nadia.post(url, { ...typed, ...received }, url)).statusCode).toBe(303);
    const page = readableText((await nadia.get(`/console/audits/${audit.number}/planning`)).body);
    expect(page).toContain('Nobody to name');
  });
});

describe('an agency’s own audit that shows risk', () => {
  const text = 'Half of our <own> files show no plan.';

  it('is reported from the page of what somebody is asked, apart from urgent concerns (SO-36)', async () => {
    expect((await priya.get('/asks')).body).toContain('/asks/agency-audit');
    const page = await priya.get('/asks/agency-audit');
    expect(readableText(page.body)).toContain('This is not a referral.');
    const raiseKey = randomUUID();
    const refused = await priya.post(
      '/asks/agency-audit',
      { raiseKey, text: ' ' },
      '/asks/agency-audit',
    );
    expect(refused.statusCode).toBe(422);
    const sent = await priya.post('/asks/agency-audit', { raiseKey, text }, '/asks/agency-audit');
    expect(sent.statusCode).toBe(303);
    expect(readableText((await priya.get('/asks/agency-audit')).body)).toContain(
      'has been received',
    );
  });

  it('is read and scheduled by the manager (SO-36)', async () => {
    const list = readableText((await judith.get('/console/agency-audits')).body);
    expect(list).toContain('To be scheduled by');
    const url = '/console/agency-audits/2027-r01';
    expect((await judith.get(url)).body).toContain('Half of our &lt;own&gt; files');
    const refused = await judith.post(url, { date: 'soon', note: '' }, url);
    expect(refused.statusCode).toBe(422);
    expect((await judith.post(url, { date: '26 1 2027', note: '' }, url)).statusCode).toBe(303);
    const text = readableText((await judith.get(url)).body);
    expect(text).toContain('Goes before the Executive Group on Tuesday 26 January 2027');
    expect((await judith.get('/console/agency-audits/2027-r09')).statusCode).toBe(404);
  });
});

it('names the earlier audit with its figures, which stand beside those of now (SO-42)', async () => {
  const url = `/console/audits/${audit.number}/benchmark`;
  const page = await nadia.get(url);
  expect(readableText(page.body)).toContain('It is not read against an earlier audit.');
  const refused = await nadia.post(url, { what: 'January 2022', 'practice/grade/good': 'x' }, url);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('Enter a whole number');
  const typed = { what: 'January 2022', earlier: '', 'practice/grade/good': '4' };
  expect((await nadia.post(url, typed, url)).statusCode).toBe(303);
  const text = readableText((await nadia.get(url)).body);
  expect(text).toMatch(/Before 0 4 0 0 Now 0 0 0 0/);
});

describe('an agency of the audit team that leaves', () => {
  it('is told apart by what it has sent, with what to do where nobody can take over', async () => {
    const { records, clock } = test;
    const { now } = clock;
    const other = await auditAtTeam(records, place, profileVersionId, now);
    const { dean, rosa } = place.people;
    const of = { partnershipId: place.id, auditId: other.id };
    const { police, 'social-care': socialCare } = place.agencies;
    for (const [agencyId, { name, email }] of [
      [police, dean],
      [socialCare, rosa],
    ] as const) {
      await agencyNames(records, { ...of, agencyId, members: [member(name, email)] }, now);
    }
    await involvementAnswered(records, { place, audit: other, holder: 'Robin Whitaker' }, now);
    await returnsAsked(records, { place, audit: other }, now);
    const own = (await teamReturns(records, other.id)).filter((row) => auditorOf(row) === dean.id);
    const [sent, ...unsent] = own.map((row) => `C${row.case.number}`);
    await respondentSubmits(records, { returnId: own[0]?.id ?? '', contactId: dean.id }, now);

    const base = `/console/audits/${other.number}`;
    const leaving = readableText((await nadia.get(`${base}/agencies/police/withdraw`)).body);
    expect(leaving).toContain(`It has not sent a completed audit tool for ${listed(unsent)}.`);
    expect(leaving).toContain(`What it has sent for ${sent} is used like that of the others`);

    const reason = 'She is ill <for long>.';
    const done = await nadia.post(`${base}/agencies/social-care/withdraw`, { reason });
    expect(done.statusCode).toBe(303);
    const refused = await nadia.post(`${base}/agencies/police/withdraw`, { reason });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('She is ill &lt;for long&gt;.');
    expect(readableText(refused.body)).toMatch(
      /Nobody else is in the audit team, so nobody could audit C.*let somebody else at Aldermere Police take over/,
    );
    const page = readableText((await nadia.get(base)).body);
    expect(page).toContain('what it had not sent was given to others of the audit team: C');

    const planning = readableText((await nadia.get(`${base}/planning`)).body);
    expect(planning).toMatch(/Rosa Delgado\s+Withdrawn from the audit/);

    const add = await nadia.post(`${base}/agencies/add`, { agency: socialCare });
    expect(add.statusCode).toBe(303);
    expect(readableText((await nadia.get(base)).body)).toContain('joined again and was asked');
    const again = await nadia.post(`${base}/agencies/police/withdraw`, { reason });
    expect(again.statusCode).toBe(303);
  });
});
