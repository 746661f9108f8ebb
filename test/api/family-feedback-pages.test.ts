import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askToGatherFeedback } from '../../records/involvement/family-feedback.ts';
import type { Browser, TestApp } from '../support/app.ts';
import { startApp } from '../support/app.ts';
import { placeOfDeepDives } from '../support/deep-dives.ts';
import type { Aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { pageWords } from '../support/page-words.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtInvolvement, type RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await placeOfDeepDives(test.records);
  audit = await auditAtInvolvement(test.records, place, dates.started);
});
afterAll(() => test?.stop());

const as = (person: keyof Aldermere['people']): Promise<Browser> =>
  readerBrowser(test, place.id, place.people[person].id);
const askOf = (where: object) =>
  test.records.database.ask.findFirstOrThrow({ where: { auditId: audit.id, ...where } });

describe('the page that asks which children an agency knew', () => {
  it('asks whom of the family to ask, and who arranges it (CH-7)', async () => {
    const rosa = await as('rosa');
    const ask = await askOf({ step: 'involvement', agencyId: place.agencies['social-care'] });
    const url = `/asks/${ask.id}`;
    const fields: Record<string, string | string[]> = Object.fromEntries(
      audit.children.map(({ number }) => [`known-${number}`, 'no']),
    );
    const known = {
      ...fields,
      'known-2': 'yes',
      'feedback-2': ['child', 'parents'],
      'arranger-2': 'Jo <b>Fenn</b>',
      'arranger-email-2': 'jo.fenn',
    };
    expect(readableText((await rosa.get(url)).body)).toContain('Who could be asked for feedback');
    const refused = await rosa.post(`${url}/check`, known, url);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Jo &lt;b&gt;Fenn&lt;/b&gt;');
    const whole = {
      ...known,
      'arranger-2': 'Jo Fenn',
      'arranger-email-2': 'jo.fenn@council.example',
    };
    const check = await rosa.post(`${url}/check`, whole, url);
    expect(readableText(check.body)).toContain('The child and the parents; arranged by Jo Fenn');
    expect((await rosa.post(`${url}/answer`, whole, url)).statusCode).toBe(303);
    const offers = await test.records.database.familyFeedback.findMany();
    expect(offers.map(({ who }) => who).sort()).toEqual(['child', 'parents']);
  });
});

describe('the page on which the feedback of a family is recorded', () => {
  let jo: Browser;
  let url: string;

  beforeAll(async () => {
    const ref = { partnership: place.id, audit: audit.number };
    const stage = { ...ref, stage: 'family', kind: 'gather-feedback' as const };
    test.clock.now = new Date('2027-03-08T10:00:00Z');
    await askToGatherFeedback(test.records, stage, test.clock.now);
    const ask = await askOf({ step: 'family-feedback' });
    jo = await readerBrowser(test, place.id, ask.contactId);
    url = `/asks/${ask.id}`;
  });

  it('says who the child is, to whoever was named and nobody else (CH-35)', async () => {
    const text = readableText((await jo.get(url)).body);
    expect(text).toContain('What does the family of C2 say?');
    expect(text).toContain("Jamie O'Shea");
    expect(text).not.toMatch(internalWords);
    expect((await (await as('priya')).get(url)).statusCode).toBe(404);
  });

  it('keeps what was typed where something is missing (CH-35)', async () => {
    const typed = { 'outcome-child': 'given', 'given-child': 'He <i>liked</i> it.' };
    const refused = await jo.post(`${url}/family-feedback`, typed, url);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('He &lt;i&gt;liked&lt;/i&gt; it.');
    expect(readableText(refused.body)).toContain('Say whether the parents gave feedback.');
  });

  it('can be entered for them as it came by phone, and stands as the family’s voice (CH-35)', async () => {
    const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const base = `/console/audits/${audit.number}/family`;
    expect(readableText((await nadia.get(base)).body)).toContain('Asked for');
    const entry = `${base}/${url.split('/')[2]}`;
    const typed = {
      'outcome-child': 'given',
      'given-child': 'He liked that she came back.',
      'outcome-parents': 'not-given',
      'not-given-parents': 'They did not want to.',
    };
    expect((await nadia.post(entry, typed)).statusCode).toBe(422);
    const received = { from: 'Jo Fenn', how: 'phone', receivedOn: '8 3 2027' };
    const sent = await nadia.post(entry, { ...typed, ...received });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, base]);
    const text = readableText((await nadia.get(base)).body);
    expect(text).toContain('Gave feedback He liked that she came back.');
    expect(text).toContain('No feedback They did not want to.');
    expect(readableText((await jo.get(url)).body)).toContain('The family’s voice');
    const letters = await test.records.database.letter.findMany({
      where: { kind: 'family-feedback/entered' },
    });
    expect(letters).toHaveLength(1);
    expect(pageWords((await nadia.get(`/console/audits/${audit.number}`)).body)).toContain(
      'The feedback of C2’s family was recorded',
    );
  });
});
