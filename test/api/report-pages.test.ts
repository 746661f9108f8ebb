import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForApproval } from '../../records/approval/approvals.ts';
import { endStage } from '../../records/audits/stages.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReport, newestReport, reportDates } from '../support/reported-audit.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let owen: Browser;
let ruth: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  audit = await auditAtReport(test.records, place);
  test.clock.now = reportDates.written;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  owen = await staffBrowser(test, place.id, place.people.owen.id);
  ruth = await staffBrowser(test, place.id, place.people.ruth.id);
  base = `/console/audits/${audit.number}`;
});
afterAll(() => test?.stop());

const shown = async (browser: Browser, url: string) => {
  const page = await browser.get(url);
  expect(page.statusCode, url).toBe(200);
  return readableText(page.body);
};

/** The fields of the form with this address, as a browser sends them back untouched. */
function formOf(html: string, action: string): Record<string, string | string[]> {
  const [main = ''] = html.split('<footer');
  const form = main.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields: Record<string, string | string[]> = hiddenFields(form);
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g,
  )) {
    fields[name] = readable(text);
  }
  for (const [, tag = ''] of form.matchAll(/<input([^>]*type="text"[^>]*)>/g)) {
    fields[attribute(tag, 'name')] = readable(attribute(tag, 'value'));
  }
  for (const [, name = '', options = ''] of form.matchAll(
    /<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  }
  return fields;
}

const attribute = (tag: string, name: string) =>
  new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

function readable(text: string): string {
  const plain: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_whole, name: string) => plain[name] ?? '');
}

async function fill(
  browser: Browser,
  page: string,
  fields: Record<string, string | string[]>,
  to = page,
) {
  const { body } = await browser.get(page);
  return browser.send(to, { ...formOf(body, to), ...fields });
}

const edit = () => `${base}/report/edit`;
const hostile = `<script>alert(1)</script> {{ 7 * 7 }} "O'Brien" =cmd`;

describe('the report, for the business unit', () => {
  it('is shown as it was drafted, in words that everybody knows (DD-18)', async () => {
    const text = await shown(nadia, `${base}/report`);
    expect(text).toContain('Fathers were seldom asked.');
    expect(text).toContain('Recommendation 1');
    expect(text).toContain('For Aldermere Police, by 30 September 2027.');
    expect(text).toContain('Nobody outside the business unit sees the report');
    expect(text).not.toMatch(internalWords);
    expect(await shown(nadia, base)).toContain('The report');
    expect(await shown(nadia, '/console')).toContain('finish the report');
  });

  it('is edited paragraph by paragraph; every save is a version', async () => {
    const saved = await fill(nadia, edit(), { 'text-themes-1': hostile });
    expect(saved.statusCode).toBe(303);
    expect(saved.headers.location).toBe(`${edit()}?saved=2`);
    const page = await nadia.get(String(saved.headers.location));
    expect(readableText(page.body)).toContain('Saved as version 2');
    expect(page.body).not.toContain('<script>alert');
    expect(formOf(page.body, edit())['text-themes-1']).toBe(hostile);
    for (const url of [`${base}/report`, `${base}/report/versions/2`]) {
      const { body } = await nadia.get(url);
      expect(body).not.toContain('<script>alert');
      expect(readableText(body)).toContain('{{ 7 * 7 }}');
    }
    const file = await nadia.get(`${base}/report/versions/2/file`);
    expect(file.headers['content-disposition']).toContain('attachment; filename="report-');
    expect(file.body).not.toContain('<script>alert');
    expect((await newestReport(test.records, audit.id)).version).toBe(2);
  });

  it('saves nothing when nothing was changed', async () => {
    const saved = await fill(nadia, edit(), {});
    expect(saved.headers.location).toBe(`${edit()}?saved=2`);
    expect((await newestReport(test.records, audit.id)).version).toBe(2);
  });

  it('takes what is added, and says what is wrong with it beside everything that was typed', async () => {
    const { body } = await nadia.get(edit());
    const added = hiddenFields(body)['new-recommendations']?.[0] ?? '';
    const fields = {
      [`text-${added}`]: 'Say who does what.',
      [`due-${added}`]: 'soon',
      'text-development-1': 'Kept though refused.',
    };
    const refused = await nadia.send(edit(), { ...formOf(body, edit()), ...fields });
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Choose the agency that is to see to it.');
    const again = formOf(refused.body, edit());
    expect(again).toMatchObject(fields);
    const mended = { [`owner-${added}`]: place.agencies.education, [`due-${added}`]: '1 10 2027' };
    expect((await nadia.send(edit(), { ...again, ...mended })).statusCode).toBe(303);
    const text = await shown(nadia, `${base}/report`);
    expect(text).toContain('For Aldermere Schools, by 1 October 2027.');
    expect(text).toContain('Kept though refused.');
  });

  it('loses nothing that two people write at once, in one part and in others', async () => {
    const tab = await nadia.get(edit());
    await fill(owen, edit(), { 'text-themes-1': 'By Owen.', 'text-good-practice-1': 'Owen too.' });
    const fields = { 'text-themes-1': 'By Nadia.', 'text-development-1': 'Nadia too.' };
    const clash = await nadia.send(edit(), { ...formOf(tab.body, edit()), ...fields });
    expect(clash.statusCode).toBe(409);
    const text = readableText(clash.body);
    expect(text).toContain('Owen Fairley has saved');
    expect(text).toContain('By Owen.');
    const put = formOf(clash.body, edit());
    expect(put['text-themes-1']).toBe('By Nadia.');
    expect(put['text-good-practice-1']).toBe('Owen too.');
    expect(put['text-development-1']).toBe('Nadia too.');
    const both = { ...put, 'text-themes-1': 'By Owen and Nadia.' };
    expect((await nadia.send(edit(), both)).statusCode).toBe(303);
    const report = await shown(nadia, `${base}/report`);
    for (const part of ['By Owen and Nadia.', 'Owen too.', 'Nadia too.']) {
      expect(report).toContain(part);
    }
  });

  it('keeps what one wrote into a part that the other took out', async () => {
    const tab = await nadia.get(edit());
    await fill(owen, edit(), { 'text-themes-1': '' });
    const mine = { ...formOf(tab.body, edit()), 'text-themes-1': 'Still needed.' };
    const clash = await nadia.send(edit(), mine);
    expect(clash.statusCode).toBe(409);
    const put = formOf(clash.body, edit());
    const added = String(put['new-themes']);
    expect(put[`text-${added}`]).toBe('Still needed.');
    expect((await nadia.send(edit(), put)).statusCode).toBe(303);
    expect(await shown(nadia, `${base}/report`)).toContain('Still needed.');
  });

  it('refuses fields that the page does not have, and another version than there is', async () => {
    const { body } = await nadia.get(edit());
    const fields = formOf(body, edit());
    expect((await nadia.send(edit(), { ...fields, 'text-nowhere': 'x' })).statusCode).toBe(400);
    expect((await nadia.send(edit(), { ...fields, seen: '999' })).statusCode).toBe(404);
    expect((await nadia.get(`${base}/report/versions/999`)).statusCode).toBe(404);
    expect((await nadia.get(`${base}/report/versions/..`)).statusCode).toBe(404);
  });

  it('can be read by those who may only look, and not changed by them', async () => {
    expect(await shown(ruth, `${base}/report`)).not.toContain('Finish the report');
    expect((await ruth.get(edit())).statusCode).toBe(403);
    const { body } = await ruth.get(`${base}/report`);
    const csrf = hiddenFields(body)._csrf ?? [];
    const sent = await ruth.send(`${base}/report/finish`, { _csrf: csrf, version: '1' });
    expect(sent.statusCode).toBe(403);
  });
});

describe('the check for identifiers', () => {
  const page = () => `${base}/report/identifiers`;

  it('shows each that is left, where it stands, and keeps the report from leaving (DD-18)', async () => {
    await fill(nadia, edit(), { 'text-development-1': 'Tegan said <b>so</b>. Tegan said more.' });
    const text = await shown(nadia, page());
    expect(text).toContain('“Tegan”');
    expect(text).toContain('The name of a child in this audit.');
    expect(text).toContain('Tegan said <b>so</b>.');
    expect(text).not.toMatch(internalWords);
    expect(await shown(nadia, `${base}/report`)).not.toContain('Finish the report');
    const { version } = await newestReport(test.records, audit.id);
    const { body } = await nadia.get(page());
    const csrf = hiddenFields(body)._csrf?.[0] ?? '';
    const sent = { _csrf: csrf, version: String(version) };
    const finished = await nadia.send(`${base}/report/finish`, sent);
    expect(finished.headers.location).toBe(page());
    expect(await test.records.database.reportCirculation.count()).toBe(0);
  });

  it('wants a reason for leaving one in, and then leaves in all that read the same', async () => {
    const refused = await fill(nadia, page(), { reason: ' ' });
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Say why this identifies nobody.');
    for (let left = 20; left > 0; left -= 1) {
      const { body } = await nadia.get(page());
      if (!body.includes('name="digest"')) break;
      const cleared = await fill(nadia, page(), { reason: hostile });
      expect(cleared.statusCode).toBe(303);
    }
    const done = await nadia.get(page());
    expect(readableText(done.body)).toContain('Nothing is left to look at');
    expect(done.body).not.toContain('<script>alert');
    expect(await shown(nadia, `${base}/report`)).toContain('Finish the report');
  });

  it('does not take a decision about a version that has been replaced', async () => {
    await fill(nadia, edit(), { 'text-development-1': 'Tegan again.' });
    const { body } = await nadia.get(page());
    await fill(owen, edit(), { 'text-good-practice-1': 'Changed since.' });
    const late = await nadia.send(page(), { ...formOf(body, page()), reason: 'x' });
    expect(late.statusCode).toBe(409);
    expect(readableText(late.body)).toContain('Somebody has saved another version.');
    await fill(nadia, edit(), { 'text-development-1': 'Plans were vague.' });
  });
});

describe('the report that goes to those who took part', () => {
  let priya: Browser;
  let path: string;

  const askOf = (contactId: string) =>
    test.records.database.ask.findFirstOrThrow({
      where: { step: { in: ['approve', 'vote'] }, contactId },
      orderBy: { askedAt: 'desc' },
    });

  beforeAll(async () => {
    const finished = await fill(nadia, `${base}/report`, {}, `${base}/report/finish`);
    expect(finished.statusCode).toBe(303);
    const ref = { partnership: place.id, audit: audit.number };
    const { records } = test;
    await endStage(records, { ...ref, stage: 'report', kind: 'write-report' }, reportDates.written);
    const stage = { ...ref, stage: 'practitioners', kind: 'approve' as const };
    await askForApproval(records, stage, reportDates.asked);
    test.clock.now = reportDates.answered;
    nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    priya = await readerBrowser(test, place.id, place.people.priya.id);
    path = `/asks/${(await askOf(place.people.priya.id)).id}`;
  });

  it('is read by link, with what happens if nothing is said, and when (DD-19)', async () => {
    expect(await shown(priya, '/asks')).toContain('Read the report, and approve it or object');
    const text = await shown(priya, path);
    expect(text).toContain('Plans were vague.');
    expect(text).toContain('say by 5pm on Thursday 20 May 2027 whether you approve it');
    expect(text).toContain(
      'If you say nothing by 5pm on Thursday 20 May 2027, this is recorded as silence: it does not count as approval',
    );
    expect(text).toContain('The Strategic Executive Group sees it only after');
    expect(text).toContain('Your agency does not see them.');
    expect(text).not.toMatch(internalWords);
  });

  it('is shown to nobody else: not before the code, not to a colleague, not to the group (DD-19)', async () => {
    expect((await test.app.inject({ url: path })).statusCode).toBe(401);
    for (const person of ['tom', 'graham', 'yasmin'] as const) {
      const browser = await readerBrowser(test, place.id, place.people[person].id);
      expect((await browser.get(path)).statusCode).toBe(404);
      expect(await shown(browser, '/asks')).not.toContain('report');
    }
  });

  it('is objected to with a remark beside a part; without one the page says so and keeps all', async () => {
    const empty = await fill(priya, path, { answer: 'object' }, `${path}/report`);
    expect(empty.statusCode).toBe(422);
    expect(readableText(empty.body)).toContain('Say what you object to');
    const long = { answer: 'object', 'remark-development-1': 'x'.repeat(5001) };
    const refused = await fill(priya, path, long, `${path}/report`);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('x'.repeat(5001));
    const sent = await fill(
      priya,
      path,
      { answer: 'object', 'remark-development-1': hostile, general: 'Too harsh.' },
      `${path}/report`,
    );
    expect(sent.headers.location).toBe(path);
    const page = await priya.get(path);
    expect(readableText(page.body)).toContain('You objected to the report');
    expect(page.body).not.toContain('<script>alert');
    expect(formOf(page.body, `${path}/report`)['remark-development-1']).toBe(hostile);
  });

  it('has remarks that the officer reads, and that nobody who only looks can see', async () => {
    const page = await nadia.get(`${base}/approvals`);
    const text = readableText(page.body);
    expect(page.body).not.toContain('<script>alert');
    expect(text).toContain(hostile);
    expect(text).toContain('Plans were vague.');
    expect(text).toContain('Priya Nair, Aldermere Police Objected');
    expect(text).toContain('0 approved, 1 objected, 0 said nothing, 1 still to answer.');
    expect(text).not.toMatch(internalWords);
    const looking = await shown(ruth, `${base}/approvals`);
    expect(looking).toContain('2 remarks, for the officer and the chair only');
    expect(looking).not.toContain('Too harsh.');
    expect(await shown(nadia, '/console')).toContain('settle the objections to the report');
  });

  it('is changed by the officer and sent again; an open page of the old text loses nothing', async () => {
    const tab = await priya.get(path);
    await fill(nadia, edit(), { 'text-development-1': 'Plans were often vague.' });
    expect(await shown(nadia, `${base}/report`)).toContain('Send the changed report');
    const send = `${base}/report/send`;
    const refused = await fill(nadia, `${base}/report`, { reason: 'x'.repeat(30) }, send);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('x'.repeat(30));
    const wording = { changeKind: 'wording', reason: 'It was not always so.' };
    expect((await fill(nadia, `${base}/report`, wording, send)).statusCode).toBe(303);
    const fields = formOf(tab.body, `${path}/report`);
    const late = await priya.send(`${path}/report`, {
      ...fields,
      answer: 'approve',
      general: 'A remark that must not be lost.',
    });
    expect(late.statusCode).toBe(409);
    const text = readableText(late.body);
    expect(text).toContain('It was not always so.');
    expect(text).toContain('Plans were often vague.');
    expect(formOf(late.body, `${path}/report`).general).toBe('A remark that must not be lost.');
  });

  it('stays as it is where the officer says why, which the objector reads', async () => {
    const objection = await test.records.database.approval.findFirstOrThrow({
      where: { answer: 'object', voidedAt: null },
    });
    const to = `${base}/approvals/${objection.id}/reply`;
    // Looking at the report first loses no half answer, and answers nothing.
    const half = { reply: 'The panel <heard> b', onward: 'report' };
    const looked = await nadia.post(to, half, `${base}/approvals`);
    expect([looked.statusCode, looked.headers.location]).toEqual([303, `${base}/report/edit`]);
    expect((await nadia.get(`${base}/approvals`)).body).toContain('The panel &lt;heard&gt; b');
    const empty = await fill(nadia, `${base}/approvals`, { reply: ' ' }, to);
    expect(empty.statusCode).toBe(422);
    const reply = 'Two of three tools say so.';
    expect((await fill(nadia, `${base}/approvals`, { reply }, to)).statusCode).toBe(303);
    expect(await shown(priya, path)).toContain(reply);
    expect(await shown(nadia, `${base}/approvals`)).toContain(reply);
  });

  it('goes on when everybody has answered; a form of the ended round shows what was typed', async () => {
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    const own = `/asks/${(await askOf(place.people.rosa.id)).id}`;
    const tab = await priya.get(path);
    const sent = await fill(rosa, own, { answer: 'approve' }, `${own}/report`);
    expect(sent.statusCode).toBe(303);
    expect(await shown(rosa, own)).toContain('Nothing more is asked of you about this report.');
    const late = await priya.send(`${path}/report`, {
      ...formOf(tab.body, `${path}/report`),
      answer: 'approve',
      general: 'Written while the round ended.',
    });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Written while the round ended.');
  });

  describe('and then to the group that decides', () => {
    const decision = () => `${base}/decision`;
    const approved = {
      outcome: 'approved',
      how: 'meeting',
      date: '21 5 2027',
      minuteReference: hostile,
    };

    beforeAll(async () => {
      const ref = { partnership: place.id, audit: audit.number };
      const { records } = test;
      const ended = { ...ref, stage: 'practitioners', kind: 'approve' as const };
      await endStage(records, ended, reportDates.answered);
      await askForApproval(
        records,
        { ...ref, stage: 'seg', kind: 'approve' },
        reportDates.presented,
      );
      test.clock.now = new Date('2027-05-24T10:00:00Z');
      nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    });

    it('is put on its agenda with the day of its meeting (DD-20)', async () => {
      const text = await shown(nadia, decision());
      expect(text).toContain('Strategic Executive Group Decision on the report');
      expect(text).not.toMatch(internalWords);
      const to = `${decision()}/meeting`;
      const refused = await fill(nadia, decision(), { meeting: '1 1 2027' }, to);
      expect(refused.statusCode).toBe(422);
      expect(readableText(refused.body)).toContain('has passed');
      expect((await fill(nadia, decision(), { meeting: '29 6 2027' }, to)).statusCode).toBe(303);
      expect(await shown(nadia, decision())).toContain('by Tuesday 29 June 2027 now');
    });

    it('is asked by email: each member reads it by link and answers (DD-20)', async () => {
      const to = `${decision()}/email-round`;
      expect((await fill(nadia, decision(), {}, to)).statusCode).toBe(303);
      for (const person of ['graham', 'yasmin'] as const) {
        const { id } = place.people[person];
        const member = await readerBrowser(test, place.id, id);
        const own = `/asks/${(await askOf(id)).id}`;
        const text = await shown(member, own);
        expect(text).toContain('The Strategic Executive Group decides on this report by email');
        expect(text).toContain('Plans were often vague.');
        expect(text).not.toContain('It was not always so.');
        expect(text).not.toMatch(internalWords);
        const sent = await fill(member, own, { answer: 'approve' }, `${own}/report`);
        expect(sent.statusCode).toBe(303);
      }
      expect(await shown(nadia, decision())).toContain('Everybody has answered');
    });

    it('has its decision recorded; what is wrong is said, and what was typed stays', async () => {
      const wrong = { ...approved, outcome: 'deferred', text: 'Not everybody was there.' };
      const refused = await fill(nadia, decision(), wrong);
      expect(refused.statusCode).toBe(422);
      const fields = formOf(refused.body, decision());
      expect(fields).toMatchObject({ date: '21 5 2027', text: 'Not everybody was there.' });
      expect((await fill(nadia, decision(), approved)).statusCode).toBe(303);
      const page = await nadia.get(`${base}/approvals`);
      expect(page.body).not.toContain('<script>alert');
      expect(readableText(page.body)).toContain('Approved at the meeting on Friday 21 May 2027');
      expect((await nadia.get(decision())).statusCode).toBe(409);
      expect((await nadia.get(edit())).statusCode).toBe(409);
    });
  });
});
