import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askToTellTeams } from '../../records/planning/teams-told.ts';
import { Browser, comeIn, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtTerms } from '../support/planned-audit.ts';
import type { StartedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: StartedAudit;
let nadia: Browser;
let peter: Browser;
let priya: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp('2027-01-12T10:00:00Z');
  place = await aldermere(test.records, test.clock.now);
  audit = await auditAtTerms(test.records, place, test.clock.now);
  base = `/console/audits/${audit.number}`;
  [nadia, peter, priya] = [new Browser(test.app), new Browser(test.app), new Browser(test.app)];
  await signIn(test, nadia, place.people.nadia.email);
  await comeIn(test, peter, place.people.peter);
  await comeIn(test, priya, place.people.priya);
});
afterAll(() => test?.stop());

const askOf = async (step: string, contactId: string) =>
  (await test.records.database.ask.findFirstOrThrow({ where: { step, contactId, outcome: null } }))
    .id;
const parts = {
  'section-scope': 'Eight children <b>known</b> to us.',
  'section-auditors': 'They tell their teams first.',
  'section-times': 'Half-term is avoided.',
  'section-barriers': 'One agency wants consent.',
  'section-parents': '',
  'good-child/voice': 'Seen alone.',
  'good-child/impact': 'Safer than before.',
};
const decision = {
  outcome: 'agreed',
  how: 'meeting',
  date: '12 1 2027',
  minuteReference: 'Item 3',
  text: '',
  confirmed: '0',
};

describe('planning in the console', () => {
  it('records what a group decided on the focus, with day and minute (SO-1)', async () => {
    const url = `${base}/planning/theme/seg/decision`;
    const refused = await nadia.post(url, { ...keyed(refusedKey), outcome: 'agreed' }, url);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Say how it was decided.');
    const recorded = await nadia.post(url, { ...keyed(themeKey), ...decision }, url);
    expect(recorded.headers.location).toBe(`${base}/planning`);
    const page = await nadia.get(`${base}/planning`);
    expect(page.body).toMatch(
      /Agreed<\/strong>\s+on Tuesday 12 January 2027, at its meeting \(Item 3\)/,
    );
    expect(page.body).toContain('The Audit Group is to choose the focus');
  });

  it('shows what to write about, and the guidance on sharing information (SO-8, SO-10, SO-12, SO-45)', async () => {
    const { body } = await nadia.get(`${base}/terms`);
    for (const shown of [
      'By when, noting competing demands.',
      'Consent, information sharing and other things that could get in the way.',
      'Whether and how parents are told.',
      'Myths about sharing information (2024-05)',
      'Practice looked at',
      'How was the child heard?',
    ]) {
      expect(body).toContain(shown);
    }
  });

  it('shows that practice is judged by what was known at the time (SO-18)', async () => {
    expect((await nadia.get(`${base}/terms`)).body).toContain(
      'judging by what was known at the time',
    );
  });

  it('keeps what was typed where something is missing, and saves what is there', async () => {
    const refused = await nadia.post(`${base}/terms`, {
      ...parts,
      'section-times': ' ',
      seen: '0',
      onward: 'finish',
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Write “Timescales”.');
    expect(refused.body).toContain('Eight children &lt;b&gt;known&lt;/b&gt; to us.');
    const saved = await nadia.post(`${base}/terms`, { ...parts, seen: '0', onward: 'save' });
    expect(saved.statusCode).toBe(303);
    const stale = await nadia.post(`${base}/terms`, { ...parts, seen: '0', onward: 'finish' });
    expect(stale.statusCode).toBe(409);
    const done = await nadia.post(`${base}/terms`, { ...parts, seen: '1', onward: 'finish' });
    expect(done.headers.location).toBe(`${base}/planning`);
  });

  it('lets a member read the terms and the tool by link, and say what to change (SO-9, SO-14)', async () => {
    await nadia.post(`${base}/planning/email-round`, {}, `${base}/planning`);
    const url = `/asks/${await askOf('terms-vote', place.people.peter.id)}`;
    const page = await peter.get(url);
    expect(page.body).toContain('Half-term is avoided.');
    expect(page.body).toContain('How was the child heard?');
    expect(page.body).toContain('Everybody understands the tool.');
    const refused = await peter.post(`${url}/terms`, { answer: 'change', text: '' }, url);
    expect(refused.body).toContain('Say what should be changed.');
    const sent = await peter.post(`${url}/terms`, { answer: 'agree', text: '' }, url);
    expect(sent.headers.location).toBe(url);
    expect((await peter.get(url)).body).toContain('You have answered: <strong>Agrees');
    expect((await priya.get(url)).statusCode).toBe(404);
  });

  it('records that the group endorsed them, by the round (SO-9)', async () => {
    const url = `${base}/planning/terms/audit-group/decision`;
    const unconfirmed = { ...decision, how: 'email-round', confirmed: '9' };
    const refused = await nadia.post(url, { ...keyed(termsKey), ...unconfirmed }, url);
    expect(refused.body).toContain('Still to be confirmed');
    const fields = { ...keyed(termsKey), ...decision, how: 'email-round' };
    expect((await nadia.post(url, fields, url)).statusCode).toBe(303);
    expect((await nadia.get(`${base}/planning`)).body).toMatch(/Agreed<\/strong> to version 2/);
  });
});

describe('telling the teams, by link', () => {
  it('shows focus, terms and the note of one page, and takes the answer (SO-8)', async () => {
    const ref = { partnership: place.id, audit: audit.number };
    const stage = { ...ref, stage: 'teams', kind: 'tell-teams' as const };
    await askToTellTeams(test.records, stage, test.clock.now);
    const url = `/asks/${await askOf('teams-told', place.people.priya.id)}`;
    expect((await priya.get(url)).body).toContain('They tell their teams first.');
    expect((await priya.get(`${url}/note`)).body).toContain('Nobody is blamed for what it finds.');
    const fields = { answer: 'told', toldOn: '', text: '' };
    const refused = await priya.post(`${url}/teams-told`, fields, url);
    expect(refused.statusCode).toBe(422);
    const sent = await priya.post(`${url}/teams-told`, { ...fields, toldOn: '12 1 2027' }, url);
    expect(sent.headers.location).toBe(url);
    expect((await priya.get(url)).body).toContain('Told on Tuesday 12 January 2027');
    expect((await nadia.get(`${base}/planning`)).body).toContain('Told on Tuesday 12 January 2027');
  });

  it('is entered for an agency that phoned', async () => {
    const url = `${base}/teams-told/housing`;
    const page = await nadia.get(url);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Enter what Mereside Homes said');
  });
});

const refusedKey = 'a1b2c3d4-0000-4000-8000-000000000000';
const themeKey = 'a1b2c3d4-0000-4000-8000-000000000001';
const termsKey = 'a1b2c3d4-0000-4000-8000-000000000002';
function keyed(key: string) {
  return { key };
}
