import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { chosenAt, placeOfDeepDives } from '../support/deep-dives.ts';
import type { Aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { pageWords } from '../support/page-words.ts';
import { auditAtPairs, discussionIsPrepared, pairsYaml } from '../support/pairs.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await placeOfDeepDives(test.records, pairsYaml);
  audit = await auditAtPairs(test.records, place);
  test.clock.now = chosenAt;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});
afterAll(() => test?.stop());

const page = () => `/console/audits/${audit.number}/pairs`;
const as = (person: keyof Aldermere['people']) =>
  readerBrowser(test, place.id, place.people[person].id);
const askOf = async (step: string, person: keyof Aldermere['people'], round?: number) => {
  const where = { step, contactId: place.people[person].id, ...(round ? { round } : {}) };
  return `/asks/${(await test.records.database.ask.findFirstOrThrow({ where })).id}`;
};

describe('the page on which a member of a group says whether they can facilitate', () => {
  it('tells what it is about and takes the answer, which can be changed (WA-2)', async () => {
    const graham = await as('graham');
    const url = await askOf('facilitate', 'graham');
    expect(readableText((await graham.get('/asks')).body)).toContain('whether you can facilitate');
    const text = readableText((await graham.get(url)).body);
    expect(text).toContain('Facilitators work in pairs, one pair for each case');
    expect(text).toContain('Wednesday 28 April 2027');
    expect(text).not.toMatch(internalWords);
    expect((await graham.post(`${url}/facilitate`, {}, url)).statusCode).toBe(422);
    for (const reply of ['not-coming', 'coming']) {
      const sent = await graham.post(`${url}/facilitate`, { reply }, url);
      expect([sent.statusCode, sent.headers.location]).toEqual([303, url]);
    }
    expect(readableText((await graham.get(url)).body)).toContain('you have said that you can.');
    expect((await (await as('yasmin')).get(url)).statusCode).toBe(404);
  });
});

describe('the page on which the officer names the pairs', () => {
  it('shows who can facilitate, and offers nobody who wrote about the child (WA-2, WA-8)', async () => {
    const { body } = await nadia.get(page());
    const text = readableText(body);
    expect(text).toContain('Graham Sutcliffe Can facilitate');
    expect(text).toContain('Yasmin Farouk Not answered yet');
    expect(text).not.toMatch(internalWords);
    const ofTwo = body.slice(body.indexOf('id="first-2"'), body.indexOf('id="second-2"'));
    expect(ofTwo).toContain('Graham Sutcliffe (can facilitate), Strategic Executive Group (chair)');
    expect(ofTwo).not.toContain('Priya Nair');
    expect(ofTwo).not.toContain('Dean Whitlock');
    expect(pageWords((await nadia.get('/console')).body)).toContain('name the pairs of auditors');
  });

  it('keeps what was chosen where something is missing, and saves some before others (WA-8)', async () => {
    const { graham, yasmin, peter } = place.people;
    const half = { 'first-2': graham.id, 'second-3': peter.id };
    const refused = await nadia.post(page(), half);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Choose two auditors for C3.');
    expect(refused.body).toContain(`<option value="${graham.id}" selected>`);
    const one = await nadia.post(page(), { 'first-2': graham.id, 'second-2': yasmin.id });
    expect([one.statusCode, one.headers.location]).toEqual([303, page()]);
    const all = { 'first-2': graham.id, 'second-2': yasmin.id };
    await nadia.post(page(), { ...all, 'first-3': graham.id, 'second-3': peter.id });
    const text = readableText((await nadia.get(page())).body);
    expect(text).toContain('C2: Graham Sutcliffe and Yasmin Farouk');
    expect(text).toContain('C3: Graham Sutcliffe and Peter Lindqvist');
    expect(text).toContain('Questions: waited for. Feedback: not asked yet.');
  });

  it('is shown to a reader of the console, who cannot change it', async () => {
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    const { body } = await ruth.get(page());
    expect(body).toContain('C2: Graham Sutcliffe and Yasmin Farouk');
    expect(body).not.toContain('Save the pairs');
    expect((await ruth.post(page(), {}, '/console')).statusCode).toBe(403);
  });
});

describe('the page of a pair', () => {
  it('shows what all agencies wrote about its own child, and nobody else’s (WA-8)', async () => {
    const peter = await as('peter');
    const url = await askOf('questions', 'peter');
    const text = readableText((await peter.get(url)).body);
    expect(text).toContain('You and Graham Sutcliffe are the pair of auditors for C3.');
    expect(text).toContain('Aldermere Community Health Trust, Health visiting');
    expect(text).toContain('Aldermere Police');
    expect(text).not.toContain('C2');
    for (const { names } of audit.children) expect(text).not.toContain(names[0]);
    expect(text).not.toMatch(internalWords);
    for (const person of ['yasmin', 'priya', 'sian'] as const) {
      const other = await as(person);
      expect((await other.get(url)).statusCode).toBe(404);
      expect((await other.post(`${url}/questions`, { text: 'x' }, '/asks')).statusCode).toBe(404);
    }
    expect((await new Browser(test.app).get(url)).statusCode).toBe(401);
  });

  it('keeps what was typed, and shows the other’s text where both have written (WA-8)', async () => {
    const graham = await as('graham');
    const peter = await as('peter');
    const [his, own] = [await askOf('questions', 'graham', 3), await askOf('questions', 'peter')];
    expect((await peter.post(`${own}/questions`, { text: ' ', seen: '0' }, own)).statusCode).toBe(
      422,
    );
    const first = await graham.post(
      `${his}/questions`,
      { text: 'Who told the <b>school</b>?', seen: '0' },
      his,
    );
    expect([first.statusCode, first.headers.location]).toEqual([303, his]);
    const late = await peter.post(`${own}/questions`, { text: 'Why so late?', seen: '0' }, own);
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Who told the &lt;b&gt;school&lt;/b&gt;?');
    expect(late.body).toContain('Why so late?');
    const both = { text: 'Who told the school?\nWhy so late?', seen: '1' };
    expect((await peter.post(`${own}/questions`, both, own)).statusCode).toBe(303);
    expect(readableText((await graham.get(his)).body)).toContain('by Peter Lindqvist');
  });

  it('has an entry for what a pair told the officer, which is confirmed to both (WA-8)', async () => {
    const entry = `${page()}/C2`;
    expect(readableText((await nadia.get(entry)).body)).toContain(
      'from Graham Sutcliffe or Yasmin Farouk.',
    );
    const typed = { text: 'Was he seen alone?', seen: '0' };
    expect((await nadia.post(entry, typed)).statusCode).toBe(422);
    const received = { from: 'Yasmin Farouk', how: 'phone', receivedOn: '8 4 2027' };
    const sent = await nadia.post(entry, { ...typed, ...received });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, page()]);
    expect(readableText((await nadia.get(page())).body)).toContain('Was he seen alone?');
    const letters = await test.records.database.letter.findMany({
      where: { kind: 'questions/entered' },
    });
    expect(letters.map(({ contactId }) => contactId).sort()).toEqual(
      [place.people.graham.id, place.people.yasmin.id].sort(),
    );
    expect((await nadia.get(`${page()}/C7`)).statusCode).toBe(404);
  });
});

describe('the desk of the discussion', () => {
  const desk = (path: string) => nadia.get(`/console/audits/${audit.number}/discussion${path}`);

  beforeAll(async () => {
    await discussionIsPrepared(test.records, place, audit);
    test.clock.now = dates.discussed;
    nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  });

  it('shows beside each child who facilitates and what they want to ask (WA-8, WA-9)', async () => {
    expect(readableText((await desk('')).body)).toContain('Graham Sutcliffe, Yasmin Farouk');
    const text = readableText((await desk('/children/C3')).body);
    expect(text).toContain('Graham Sutcliffe and Peter Lindqvist facilitate.');
    expect(text).toContain('Who told the school?');
    expect(readableText((await desk('/attendance')).body)).toContain(
      'Graham Sutcliffe , auditor of C2, C3',
    );
  });

  it('invites an auditor to facilitate, who cannot send a deputy (WA-9)', async () => {
    const yasmin = await as('yasmin');
    const text = readableText((await yasmin.get(await askOf('attend', 'yasmin'))).body);
    expect(text).toContain('You facilitate the discussion of C2');
    expect(text).not.toContain('deputy');
  });

  it('shows what the pair found and what is to be done, as the pair entered it (WA-10)', async () => {
    const yasmin = await as('yasmin');
    const url = await askOf('case-feedback', 'yasmin');
    const path = `${url}/case-feedback`;
    expect(readableText((await yasmin.get(url)).body)).toContain('Was he seen alone?');
    expect((await yasmin.post(`${path}/finish`, {}, url)).statusCode).toBe(422);
    const key = 'a1b2c3d4-0000-4000-8000-000000000001';
    const refused = await yasmin.post(`${path}/findings`, { key, text: 'Seen <i>late</i>.' }, url);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Seen &lt;i&gt;late&lt;/i&gt;.');
    const finding = { key, kind: 'development', agencyId: '', text: 'C2 was seen late.' };
    expect((await yasmin.post(`${path}/findings`, finding, url)).statusCode).toBe(303);
    const action = {
      key: 'a1b2c3d4-0000-4000-8000-000000000002',
      action: 'See C2 each month.',
      ownerAgencyId: place.agencies.police,
      dueDate: '1 4 2027',
    };
    const early = await yasmin.post(`${path}/actions`, action, url);
    expect(early.statusCode).toBe(422);
    expect(early.body).toContain('See C2 each month.');
    const later = { ...action, dueDate: '30 9 2027' };
    expect((await yasmin.post(`${path}/actions`, later, url)).statusCode).toBe(303);
    expect((await yasmin.post(`${path}/finish`, {}, url)).statusCode).toBe(303);
    expect(readableText((await yasmin.get(url)).body)).toContain('you have given your feedback');
    const text = readableText((await desk('/children/C2')).body);
    expect(text).toContain('Area for development: C2 was seen late.');
    expect(text).toContain('Action of Aldermere Police, by Thursday 30 September 2027');
    expect(pageWords((await nadia.get(`/console/audits/${audit.number}`)).body)).toContain(
      'The pair for C2 gave its feedback: 1 key finding, 1 action',
    );
  });

  it('lets a pair take back its own, and nobody what is another’s (WA-10)', async () => {
    const finding = await test.records.database.finding.findFirstOrThrow();
    const graham = await as('graham');
    const [own, other] = [
      await askOf('case-feedback', 'graham', 2),
      await askOf('case-feedback', 'graham', 3),
    ];
    const path = (url: string) => `${url}/case-feedback/finding/${finding.id}/remove`;
    expect((await graham.post(path(other), {}, other)).statusCode).toBe(404);
    expect((await graham.post(path(own), {}, own)).statusCode).toBe(303);
    expect(readableText((await graham.get(own)).body)).not.toContain('C2 was seen late.');
  });
});
