import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, TestApp } from '../support/app.ts';
import { startApp } from '../support/app.ts';
import { auditAtChoice, chosenAt, placeOfDeepDives } from '../support/deep-dives.ts';
import type { Aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { pageWords } from '../support/page-words.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let peter: Browser;
let ask: string;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await placeOfDeepDives(test.records);
  audit = await auditAtChoice(test.records, place);
  test.clock.now = chosenAt;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  peter = await readerBrowser(test, place.id, place.people.peter.id);
  const row = await test.records.database.ask.findFirstOrThrow({
    where: { step: 'deep-dives-by-chair' },
  });
  ask = `/asks/${row.id}`;
});
afterAll(() => test?.stop());

const console_ = () => `/console/audits/${audit.number}/deep-dives`;

describe('the page on which a chair chooses the deep dives', () => {
  it('shows of each child what came in, at a glance and in full (CH-19)', async () => {
    expect(pageWords((await peter.get('/asks')).body)).toContain('Choose the children');
    const text = readableText((await peter.get(ask)).body);
    expect(text).toContain('Choose 2 children, and say why each.');
    expect(text).toContain("From Aldermere Children's Social Care; Aldermere Police");
    expect(text).toContain('What the agencies wrote about C3');
    expect(text).not.toContain('Tegan');
    expect(text).not.toMatch(internalWords);
  });

  it('keeps what was typed where something is missing (CH-19)', async () => {
    const typed = { 'choose-1': 'yes', 'reason-1': 'Two <b>views</b>.', 'choose-2': 'yes' };
    const refused = await peter.post(`${ask}/deep-dives`, typed, ask);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Say why C2 is chosen.');
    expect(refused.body).toContain('Two &lt;b&gt;views&lt;/b&gt;.');
  });

  it('is nobody else’s', async () => {
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    expect((await rosa.get(ask)).statusCode).toBe(404);
    expect((await rosa.post(`${ask}/deep-dives`, {}, '/asks')).statusCode).toBe(404);
  });

  it('takes the choice and lets it be changed (CH-19)', async () => {
    const typed = {
      'choose-1': 'yes',
      'reason-1': 'Two views.',
      'choose-2': 'yes',
      'reason-2': 'One voice.',
    };
    const sent = await peter.post(`${ask}/deep-dives`, typed, ask);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, ask]);
    const text = readableText((await peter.get(ask)).body);
    expect(text).toContain('Two views.');
    expect(text).toContain('by Peter Lindqvist. You can still change it below.');
  });
});

describe('the choice in the console', () => {
  it('can be entered as the chair told it, with how it was received (CH-19)', async () => {
    const text = readableText((await nadia.get(console_())).body);
    expect(text).toContain('One voice.');
    expect(text).toContain('How did you receive this?');
    const typed = {
      'choose-2': 'yes',
      'reason-2': 'One voice.',
      'choose-3': 'yes',
      'reason-3': 'Health saw more.',
    };
    expect((await nadia.post(console_(), typed)).statusCode).toBe(422);
    const received = { from: 'Peter Lindqvist', how: 'phone', receivedOn: '8 4 2027' };
    const sent = await nadia.post(console_(), { ...typed, ...received });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, console_()]);
    const shown = readableText((await nadia.get(console_())).body);
    expect(shown).toContain('Health saw more.');
    expect(shown).toContain('Peter Lindqvist');
    expect(shown).not.toContain('Two views.');
    const history = pageWords((await nadia.get(`/console/audits/${audit.number}`)).body);
    expect(history).toContain('C2, C3 were chosen for the deep dive, in place of the earlier');
  });
});

describe('the page on which the officer names the chair', () => {
  const page = () => `/console/audits/${audit.number}/discussion/chair`;

  it('refuses somebody of an agency that audited a child, and says why (CH-21)', async () => {
    const text = readableText((await nadia.get(page())).body);
    expect(text).toContain('of no agency that audited one of the children');
    expect(text).not.toMatch(/\bbody\b/);
    const refused = await nadia.post(page(), { chair: place.people.priya.id });
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain(
      'Priya Nair is of Aldermere Police, which audited',
    );
    const typed = { chair: 'other', name: 'Morgan <i>Ellery</i>', email: 'nowhere' };
    const wrong = await nadia.post(page(), typed);
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('Morgan &lt;i&gt;Ellery&lt;/i&gt;');
  });

  it('shows on the discussion who was named (CH-21)', async () => {
    const desk = `/console/audits/${audit.number}/discussion`;
    expect(readableText((await nadia.get(desk)).body)).toContain('Nobody is named yet');
    const named = await nadia.post(page(), { chair: place.people.graham.id });
    expect([named.statusCode, named.headers.location]).toEqual([303, desk]);
    expect(readableText((await nadia.get(desk)).body)).toContain('Chair Graham Sutcliffe');
  });
});
