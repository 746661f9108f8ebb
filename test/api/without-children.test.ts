import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApiKey } from '../../records/access/api-keys.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { hiddenFields, readableText, readerBrowser } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';
import { upload } from '../support/uploads.ts';
import { type AuditWithoutChildren, auditWithoutChildren } from '../support/without-children.ts';

const start = '2027-06-07T10:00:00Z';
let test: TestApp;
let sections: AuditWithoutChildren;
let schools: AuditWithoutChildren;
let training: AuditWithoutChildren;

beforeAll(async () => {
  test = await startApp(start);
  const { records, clock } = test;
  const agencies = ['police', 'schools', 'probation'];
  const make = (profile: string, many: { establishments?: number; attendances?: number } = {}) =>
    auditWithoutChildren(
      records,
      { profile: `solihull-${profile}`, agencies, id: profile, ...many },
      clock.now,
    );
  sections = await make('section-11');
  schools = await make('schools-175', { establishments: 30 });
  training = await make('training-impact', { attendances: 2 });
});
afterAll(() => test?.stop());

/** What the names of places and the texts of the tools say of children; all else says nothing. */
function ownWords(html: string): string {
  return readableText(html)
    .replaceAll(/Safeguarding Children Partnership|Listening to children|what children say/g, '')
    .replaceAll(/about any child: leave out everything by which a child, a family/g, '')
    .replaceAll(/Urgent concern about a child, an adult or unsafe practice/g, '')
    .replaceAll(/keeping children safe in education/g, '');
}

const spoken = /.{0,30}\b(child|children|cases?|draw|level of need|agency knew)\b.{0,30}/i;

const officer = ({ place }: AuditWithoutChildren) => staffBrowser(test, place.id, place.officer);
const contact = ({ place }: AuditWithoutChildren, name: string) =>
  readerBrowser(test, place.id, place.people[name]?.id ?? '');

async function returnOf({ audit }: AuditWithoutChildren, contactId: string) {
  return test.records.database.return.findFirstOrThrow({
    where: { auditId: audit.id, request: { responsibleId: contactId } },
    include: { request: { include: { asks: true } } },
  });
}

async function expectSilentOnChildren(browser: Browser, paths: string[]) {
  for (const path of paths) {
    const page = await browser.get(path);
    expect(`${path} ${page.statusCode}`).toBe(`${path} 200`);
    expect(`${path}: ${spoken.exec(ownWords(page.body))?.[0] ?? 'nothing'}`).toBe(
      `${path}: nothing`,
    );
  }
}

describe('the pages of an audit that is not about children', () => {
  it('never speak of any, for whoever is asked (SO-37, SO-38)', async () => {
    for (const [given, name] of [
      [sections, 'Priya Nair'],
      [schools, 'Contact of School 01'],
      [training, 'Attendee 1'],
      [training, 'Manager 1'],
    ] as const) {
      const browser = await contact(given, name);
      const row = await returnOf(given, given.place.people[name]?.id ?? '');
      const askId = row.request.asks[0]?.id;
      const tool = `/returns/${row.id}`;
      const others = given === training ? [] : [`${tool}/allocate`, `/asks/${askId}/hand-over`];
      await expectSilentOnChildren(browser, [
        '/asks',
        `/asks/${askId}`,
        `/asks/${askId}/more-time`,
        tool,
        `${tool}/start`,
        `${tool}/not-known`,
        ...others,
      ]);
    }
  });

  it('never speak of any in the console (SO-37, SO-38)', async () => {
    for (const given of [sections, schools, training]) {
      const browser = await officer(given);
      const row = await test.records.database.return.findFirstOrThrow({
        where: { auditId: given.audit.id },
      });
      const base = `/console/audits/${given.audit.number}`;
      await expectSilentOnChildren(browser, [
        '/console',
        base,
        `${base}/answers`,
        `${base}/answers?show=silent`,
        `${base}/returns/${row.id}`,
        `${base}/subjects/1/withdraw`,
        `${base}/pause`,
        `${base}/cancel`,
        '/console/processes',
        ...(given === training ? [`${base}/attendances/1`] : []),
      ]);
    }
  });

  it('ask for an urgent concern without asking which child of an audit (SO-37, SO-38)', async () => {
    const browser = await contact(schools, 'Contact of School 01');
    const page = readableText((await browser.get('/urgent-concern')).body);
    expect(page).toContain('Did it come up in an audit?');
    expect(page).toContain(`Audit ${schools.audit.number} `);
    expect(page).not.toMatch(/C\d+ in audit|no particular child/);
  });
});

describe('a section 11 return on its pages', () => {
  it('says which partnerships it serves before it is begun, and on its receipt (SO-37)', async () => {
    const browser = await contact(sections, 'Priya Nair');
    const row = await returnOf(sections, sections.place.people['Priya Nair']?.id ?? '');
    const tool = `/returns/${row.id}`;
    const without = await browser.post(`${tool}/start`, { accepted: 'yes' }, tool);
    expect(without.statusCode).toBe(422);
    expect(without.body).toContain('Say which of these partnerships it serves');
    const serves = ['solihull', 'coventry'];
    const started = await browser.post(`${tool}/start`, { accepted: 'yes', serves }, tool);
    expect(started.statusCode).toBe(303);
    expect(readableText((await browser.get(tool)).body)).toContain('Serves Solihull, Coventry.');
    for (const key of ['leadership', 'listening', 'recruitment', 'training', 'sharing']) {
      const path = `${tool}/sections/${key}`;
      const fields = { 'answer-evidence': 'Seen.', 'answer-grade': 'met', 'answer-next': 'None.' };
      const shown = await browser.get(path);
      expect(`${key}: ${spoken.exec(ownWords(shown.body))?.[0] ?? 'nothing'}`).toBe(
        `${key}: nothing`,
      );
      await browser.post(path, { revision: '0', onward: 'next', ...fields });
    }
    const check = await browser.get(`${tool}/check`);
    expect(readableText(check.body)).toContain('It serves Solihull, Coventry.');
    const sent = await browser.post(`${tool}/submit`, hiddenFields(check.body), `${tool}/check`);
    expect(sent.headers.location).toBe(`${tool}/submitted`);
    const receipt = readableText((await browser.get(`${tool}/submitted`)).body);
    expect(receipt).toContain('This one section 11 return serves Solihull, Coventry.');
    const copy = await browser.get(`${tool}/copy`);
    expect(copy.headers['content-disposition']).toMatch(/"audit-2027-01-(?!C\d)[A-Z0-9-]+\.html"$/);
    expect(readableText(copy.body)).toContain('Aldermere Police: what was sent');
    const letter = await test.inbox.waitFor('priya.nair@police.aldermere.example', 'received');
    expect(letter.text).toMatch(/Serves:?\s+Solihull and Coventry/);
    await expectSilentOnChildren(await officer(sections), [
      `/console/checks/${row.id}`,
      '/console/checks',
      `/console/audits/${sections.audit.number}`,
      `/console/audits/${sections.audit.number}/returns/${row.id}`,
    ]);
  });

  it('can have been made for another partnership, which has to be named (SO-37)', async () => {
    const browser = await contact(sections, 'Lesley Crane');
    const row = await returnOf(sections, sections.place.people['Lesley Crane']?.id ?? '');
    const path = `/returns/${row.id}/not-known`;
    const page = readableText((await browser.get(path)).body);
    expect(page).toContain('Our section 11 return was made through another partnership');
    expect(page).not.toContain('Solihull ');
    const unnamed = await browser.post(path, { reason: 'Sent on 3 May, receipt 12.' });
    expect(unnamed.statusCode).toBe(422);
    await browser.post(path, { through: 'coventry', reason: 'Sent on 3 May, receipt 12.' });
    expect(readableText((await browser.get(path)).body)).toContain(
      'Made through Coventry. Sent on 3 May, receipt 12.',
    );
  });
});

describe('the console of a hundred schools', () => {
  it('counts them and lists who has not answered, with twenty at most on the audit’s page (SO-38)', async () => {
    const browser = await officer(schools);
    const base = `/console/audits/${schools.audit.number}`;
    const page = readableText((await browser.get(base)).body);
    expect(page).toContain('Waiting: 30');
    expect(page).not.toContain('Contact of School 07 …');
    const silent = await browser.get(`${base}/answers?show=silent`);
    expect(readableText(silent.body)).toContain('School 07 Contact of School 07');
    test.clock.now = new Date('2027-08-02T10:00:00Z');
    const late = await officer(schools);
    const task = readableText((await late.get('/console')).body);
    expect(task).toContain('30 schools have not sent all safeguarding self-audits');
    const pressing = (await late.get(base)).body;
    expect(pressing.match(/: School \d\d, Contact of School \d\d</g)).toHaveLength(20);
    test.clock.now = new Date(start);
  });
});

describe('starting an audit that is not about children', () => {
  it('asks which agencies, and nothing of a list or levels (SO-37)', async () => {
    const browser = await officer(sections);
    const { profileVersionId } = sections.place;
    const begun = await browser.post('/console/audits/new', { profileVersionId });
    const focus = String(begun.headers.location);
    const base = focus.replace(/\/focus$/, '');
    await expectSilentOnChildren(browser, [
      focus,
      `${base}/period`,
      `${base}/asked`,
      `${base}/dates`,
    ]);
    await browser.post(focus, { focus: 'Section 11 audit 2027' });
    const period = await browser.post(`${base}/period`, {
      windowFrom: '7 6 2025',
      windowTo: '7 6 2027',
    });
    expect(period.headers.location).toBe(`${base}/asked`);
    expect((await browser.post(`${base}/asked`, {})).statusCode).toBe(422);
    const chosen = await browser.post(`${base}/asked`, { agencies: ['police', 'probation'] });
    expect(chosen.headers.location).toBe(`${base}/dates`);
    await browser.post(`${base}/dates`, { 'date-returns': '20 7 2027', 'degree-returns': 'fixed' });
    await expectSilentOnChildren(browser, [`${base}/check`]);
    const started = await browser.post(`${base}/check`);
    expect(started.statusCode).toBe(303);
    const audit = await test.records.database.audit.findFirstOrThrow({
      where: { startKey: `section-11/${base.split('/').at(-1)}` },
      include: { cases: true },
    });
    expect(audit.cases.map(({ subject }) => subject)).toEqual(['agency', 'agency']);
    expect((await browser.get(`${base}/list`)).statusCode).not.toBe(200);
  });

  it('is done by a program too, which reads who has answered (SO-37, SO-38)', async () => {
    const by = { contactId: sections.place.officer };
    const input = { partnershipId: sections.place.id, role: 'editor' as const, label: 'Test' };
    const { key } = await makeApiKey(test.records, input, by, test.clock.now);
    const headers = { authorization: `Bearer ${key}` };
    const sent = (body: object) =>
      test.app.inject({ method: 'POST', url: '/api/audits', headers, payload: body });
    const body = { process: 'solihull-section-11', focus: 'Section 11', sources: [] };
    const strange = await sent({ ...body, key: 'first-audit', agencies: ['fire-brigade'] });
    expect(strange.json()).toMatchObject({ error: 'refused' });
    const started = await sent({ ...body, key: 'second-audit', agencies: ['police'] });
    expect(started.statusCode).toBe(201);
    const url = `/api/audits/${sections.audit.number}`;
    const detail = await test.app.inject({ url, headers });
    expect(detail.json<{ returns: unknown[] }>().returns).toContainEqual(
      expect.objectContaining({ about: 'Aldermere Schools', part: '', state: 'waiting' }),
    );
  });

  it('takes a list of attendances, or says what to put right in it (SO-38)', async () => {
    const browser = await officer(training);
    const { profileVersionId } = training.place;
    const begun = await browser.post('/console/audits/new', { profileVersionId });
    const url = String(begun.headers.location).replace(/focus$/, 'asked');
    const send = (text: string) =>
      upload(browser, { url, field: 'asked', name: 'list.csv', bytes: Buffer.from(text) });
    const wrong = await send('Course,Date\nSafe sleep,27 3 2027\n');
    expect(wrong.statusCode).toBe(422);
    expect(readableText(wrong.body)).toContain('The list has no column “attendee email”.');
    const heads = (await browser.get(url.replace(/asked$/, 'asked.csv'))).body.trim();
    const row = 'Safe sleep,27 3 2027,Ann Ray,ann@p.example,Bo Li,bo@p.example,police';
    const read = await send(`${heads}\n${row}\n`);
    expect(read.headers.location).toBe(url.replace(/asked$/, 'dates'));
    await expectSilentOnChildren(browser, [url]);
    expect(readableText((await browser.get(url)).body)).toContain(
      'A list of 1 course attendance is uploaded',
    );
  });
});

describe('what is withdrawn from an audit that is not about children', () => {
  const base = ({ audit }: AuditWithoutChildren) => `/console/audits/${audit.number}`;

  it('has a link at its row for whoever edits, and leaves by a page that wants a reason (SO-38)', async () => {
    const browser = await officer(training);
    const page = `${base(training)}/subjects/2/withdraw`;
    expect((await browser.get(base(training))).body).toContain(`href="${page}"`);
    const { id: ruth = '' } = training.place.people['Ruth Amadi'] ?? {};
    const reader = await staffBrowser(test, training.place.id, ruth);
    expect((await reader.get(base(training))).body).not.toContain('/subjects/');
    expect((await reader.get(page)).statusCode).toBe(403);
    const asked = readableText((await browser.get(page)).body);
    expect(asked).toContain('Withdraw the attendance of Attendee 2 at “Working together in');
    expect(asked).toContain('While answers are gathered it can be added again.');

    const without = await browser.post(page, { reason: ' ' });
    expect(without.statusCode).toBe(422);
    expect(readableText(without.body)).toContain('Say why.');
    const left = await browser.post(page, { reason: 'Was not there.' });
    expect([left.statusCode, left.headers.location]).toEqual([303, `${base(training)}#grid`]);
    // A second click, from a page that was open before, changes nothing.
    expect((await browser.post(page, { reason: 'Twice.' }, page)).statusCode).toBe(303);
    const after = await browser.get(base(training));
    expect(after.body).not.toContain(`href="${page}"`);
    expect(readableText(after.body)).toContain('Withdrawn: Was not there.');
    expect(readableText(after.body)).not.toContain('Twice.');
    expect(readableText(after.body)).toContain('Withdrawn: 2');
    expect((await browser.get(`${base(training)}/attendances/2`)).statusCode).toBe(404);
    await expectSilentOnChildren(browser, [base(training), `${base(training)}/answers`]);
    const last = `${base(training)}/subjects/1/withdraw`;
    const refused = await browser.post(last, { reason: 'Nor was this one.' });
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Nothing else is left');
  });

  it('is in the list of all, by itself, and among those who can be added (SO-38)', async () => {
    const browser = await officer(schools);
    const page = `${base(schools)}/subjects/7/withdraw`;
    expect(readableText((await browser.get(page)).body)).toContain(
      'this school can be added again',
    );
    expect((await browser.post(page, { reason: 'It closed.' })).statusCode).toBe(303);
    const list = `${base(schools)}/answers`;
    const only = readableText((await browser.get(`${list}?show=withdrawn`)).body);
    expect(only).toContain('School 07 Withdrawn: It closed.');
    expect(only).not.toContain('School 08');
    for (const show of ['silent', 'in']) {
      expect(readableText((await browser.get(`${list}?show=${show}`)).body)).not.toContain(
        'School 07',
      );
    }
    expect((await browser.get(list)).body).toContain('/subjects/8/withdraw');
    const add = await browser.get(`${base(schools)}/agencies/add`);
    expect(readableText(add.body)).toContain('Add a school to this audit');
    expect(readableText(add.body)).toContain('School 07');
  });

  it('is found neither by another number nor from elsewhere (SO-37)', async () => {
    const browser = await officer(sections);
    for (const subject of ['99', '1x', '-1', '00000001']) {
      const page = await browser.get(`${base(sections)}/subjects/${subject}/withdraw`);
      expect(page.statusCode).toBe(404);
    }
  });
});
