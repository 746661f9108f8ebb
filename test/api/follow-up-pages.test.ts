import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mayBeOnTrack } from '../../api/update-form.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import type { Browser } from '../support/app.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { actionOf, auditAtFollowUp, followUpDates } from '../support/followed-up-audit.ts';
import { pageWords } from '../support/page-words.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const { asked, answered } = followUpDates;
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let priya: Browser;
let nadia: Browser;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  audit = await auditAtFollowUp(test.records, place);
});
afterAll(() => test?.stop());

beforeEach(async () => {
  test.clock.now = answered;
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});

const base = () => `/console/audits/${audit.number}`;

async function askOf(agency: keyof Aldermere['agencies'], step = 'update', round?: number) {
  const ask = await test.records.database.ask.findFirstOrThrow({
    where: {
      auditId: audit.id,
      step,
      agencyId: place.agencies[agency],
      ...(round ? { round } : {}),
    },
    orderBy: { round: 'asc' },
  });
  return ask.id;
}

const byClock = (now: Date) =>
  actOnClock(
    test.records,
    {
      partnership: place.id,
      audit: audit.number,
      wait: `audit/${place.id}/${audit.number}#actions`,
    },
    now,
  );

describe('the page on which an agency says how its actions stand', () => {
  it('can be reached before its letter, and says what answering early means', async () => {
    test.clock.now = new Date('2027-07-01T10:00:00Z');
    priya = await readerBrowser(test, place.id, place.people.priya.id);
    const list = await priya.get('/asks');
    expect(pageWords(list.body)).toMatch(/Coming later.*Say how your agency’s actions stand/);
    const page = await priya.get(`/asks/${await askOf('police')}`);
    expect(pageWords(page.body)).toContain('We ask for this nearer 5pm on Thursday 2 September');
  });

  it('shows each action, and asks for nothing but one choice where nothing has changed', async () => {
    await byClock(asked);
    const url = `/asks/${await askOf('police')}`;
    const page = await priya.get(url);
    const text = readableText(page.body);
    expect(text).toContain('How do the actions of Aldermere Police stand?');
    expect(text).toContain('Answer by 5pm on Thursday 2 September 2027');
    expect(text).toContain('Action 1 Ask both parents (police).');
    expect(text).toContain('Action 3 Show in each plan who does what by when (police).');
    expect(text).not.toContain('(housing)');
    expect(text).not.toMatch(internalWords);
  });

  it('keeps what was typed where something is missing', async () => {
    const url = `/asks/${await askOf('police')}`;
    const fields = {
      'answer-1': 'blocked',
      'text-1': '',
      'text-3': 'Half of the teams <b>use</b> it.',
    };
    const refused = await priya.post(`${url}/updates`, fields, url);
    expect(refused.statusCode).toBe(422);
    const text = readableText(refused.body);
    expect(text).toContain('Action 1: say what stands in the way, and what would help.');
    expect(text).toContain('Say how action 3 stands.');
    expect(refused.body).toContain('Half of the teams &lt;b&gt;use&lt;/b&gt; it.');
    expect(refused.body).toMatch(/value="blocked" checked/);
  });

  it('takes the update once, shows it, and asks again next quarter (DD-23)', async () => {
    const url = `/asks/${await askOf('police')}`;
    const fields = {
      'answer-1': 'complete',
      'text-1': 'Both parents are asked; see the new form.',
      'answer-3': 'on-track',
      'text-3': '',
    };
    const sent = await priya.post(`${url}/updates`, fields, url);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, url]);
    expect((await priya.post(`${url}/updates`, fields, '/asks')).statusCode).toBe(303);
    const shown = readableText((await priya.get(url)).body);
    expect(shown).toContain('Your update has been sent');
    expect(shown).toContain('Both parents are asked; see the new form.');
    expect(shown).toContain('No change, still on track');
    expect(pageWords((await priya.get('/asks')).body)).toMatch(
      /Coming later.*actions stand , by Thursday 2 December 2027/,
    );
    expect(await actionOf(test.records, audit, 1)).toMatchObject({ state: 'reported-complete' });
  });

  it('takes “no change” for all of them with one tap, where none is blocked or late', async () => {
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    const url = `/asks/${await askOf('social-care')}`;
    expect((await rosa.get(url)).body).toContain('name="all"');
    const sent = await rosa.post(`${url}/updates`, { all: 'on-track' }, url);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, url]);
    expect(readableText((await rosa.get(url)).body)).toContain('No change, still on track');
    const usual = { blocked: false, overdue: false };
    expect(mayBeOnTrack([usual, { ...usual, blocked: true }])).toBe(false);
    expect(mayBeOnTrack([{ ...usual, overdue: true }])).toBe(false);
  });

  it('is nobody else’s: another agency’s looks like a random one', async () => {
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    const url = `/asks/${await askOf('police')}`;
    expect((await rosa.get(url)).statusCode).toBe(404);
    const posted = await rosa.post(`${url}/updates`, { 'answer-1': 'on-track' }, '/asks');
    expect(posted.statusCode).toBe(404);
  });
});

describe('the actions of an audit in the console', () => {
  it('show what was said by whom, and what the officer is to confirm', async () => {
    const home = pageWords((await nadia.get('/console')).body);
    expect(home).toContain('confirm that actions are complete');
    const text = readableText((await nadia.get(`${base()}/actions`)).body);
    expect(text).toContain('1 action is reported complete. Confirm what is');
    expect(text).toContain('It is complete – 11am on Wednesday 25 August 2027, Priya Nair');
    expect(text).not.toMatch(/\bdraw|stratum|\bbody\b/i);
  });

  it('are opened again only with a reason, which the agency reads beside the action', async () => {
    const page = `${base()}/actions/1/reopen`;
    const refused = await nadia.post(page, { reason: ' ' });
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Say why. The reason is kept with the action.');
    const opened = await nadia.post(page, { reason: 'The form is not used by the night team.' });
    expect(opened.headers.location).toBe(`${base()}/actions#action-1`);
    const next = await priya.get(`/asks/${await askOf('police', 'update', 2)}`);
    expect(readableText(next.body)).toContain('Opened again');
    expect(readableText(next.body)).toContain('The form is not used by the night team.');
  });

  it('take an agency’s word by phone, which a colleague of the officer confirms', async () => {
    const page = `${base()}/actions/agencies/housing/update`;
    const fields = {
      from: 'Marek Zielinski',
      how: 'phone',
      receivedOn: '24 8 2027',
      'answer-4': 'complete',
      'text-4': 'In force since July.',
    };
    const wrong = await nadia.post(page, { ...fields, receivedOn: '24 9 2027' });
    expect(wrong.statusCode).toBe(422);
    expect(readableText(wrong.body)).toContain('is still to come');
    const entered = await nadia.post(page, fields);
    expect(entered.headers.location).toBe(`${base()}/actions`);
    expect(readableText((await nadia.get(`${base()}/actions`)).body)).toContain(
      'Nadia Hussain, received from Marek Zielinski, by phone, 24 August 2027',
    );
    const confirm = `${base()}/actions/4/confirm`;
    const own = await nadia.post(confirm, {}, `${base()}/actions`);
    expect(own.statusCode).toBe(422);
    expect(readableText(own.body)).toContain('Somebody else has to confirm it');
    const owen = await staffBrowser(test, place.id, place.people.owen.id);
    const confirmed = await owen.post(confirm, {}, `${base()}/actions`);
    expect(confirmed.statusCode).toBe(303);
    expect(await actionOf(test.records, audit, 4)).toMatchObject({ state: 'complete' });
  });

  it('can be withdrawn with a reason', async () => {
    const page = `${base()}/actions/2/withdraw`;
    expect(readableText((await nadia.get(page)).body)).toContain('This cannot be undone.');
    expect((await nadia.post(page, { reason: 'Overtaken by a new law.' })).statusCode).toBe(303);
    expect(await actionOf(test.records, audit, 2)).toMatchObject({ state: 'withdrawn' });
    expect((await nadia.get(`${base()}/actions/9/withdraw`)).statusCode).toBe(404);
  });

  it('can be looked at but not changed by a reader', async () => {
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    const page = await ruth.get(`${base()}/actions`);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('<form method="post" action="/console/audits');
    expect(
      (await ruth.post(`${base()}/actions/1/confirm`, {}, `${base()}/actions`)).statusCode,
    ).toBe(403);
  });
});

describe('the work plan', () => {
  it('shows the actions of all audits by agency, and what is over six months old stands out', async () => {
    test.clock.now = new Date('2027-12-20T10:00:00Z');
    const page = await nadia
      .get('/console/work-plan')
      .then(async (reply) =>
        reply.statusCode === 303
          ? (await staffBrowser(test, place.id, place.people.nadia.id)).get('/console/work-plan')
          : reply,
      );
    const text = readableText(page.body);
    expect(text).toContain('Strategic Executive Group');
    expect(text).toContain('2 open, 2 overdue, 0 blocked');
    expect(text).toMatch(/Aldermere Police .*action 1 .*6 months Over 6 months/);
    expect(text).toMatch(/Complete .*action 4 .*Mereside Homes 25 August 2027/);
  });

  it('is read by the chair and members by link, as it stands, and by nobody else', async () => {
    const graham = await readerBrowser(test, place.id, place.people.graham.id);
    const list = await graham.get('/asks');
    expect(list.body).toContain('href="/work-plans/seg"');
    const page = await graham.get('/work-plans/seg');
    const text = readableText(page.body);
    expect(text).toContain('Work plan of the Strategic Executive Group');
    expect(text).toContain('Ask both parents (police).');
    expect(text).not.toMatch(internalWords);
    for (const person of ['peter', 'priya'] as const) {
      const other = await readerBrowser(test, place.id, place.people[person].id);
      expect((await other.get('/work-plans/seg')).statusCode).toBe(404);
      expect((await other.get('/asks')).body).not.toContain('/work-plans/');
    }
    expect((await graham.get('/work-plans/audit-group')).statusCode).toBe(404);
  });

  it('lets the officer send the status now, with a reason', async () => {
    const page = '/console/work-plan/seg/status';
    expect((await nadia.post(page, { reason: '' })).statusCode).toBe(422);
    const before = test.nudges();
    const sent = await nadia.post(page, { reason: 'An extraordinary meeting on Friday.' });
    expect(sent.headers.location).toBe('/console/work-plan');
    expect(test.nudges()).toBe(before + 1);
    const plan = await test.records.database.workPlan.findFirstOrThrow();
    expect(plan.statusAt).toEqual(answered);
  });
});

describe('the page on which an agency confirms that good practice was fed back (DD-24)', () => {
  it('takes how it was, once, and shows it', async () => {
    const url = `/asks/${await askOf('police', 'feed-back')}`;
    const refused = await priya.post(`${url}/feed-back`, { answer: 'fed-back', text: '' }, url);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Say how it was fed back');
    const fields = { answer: 'fed-back', text: 'In a letter from the chief constable.' };
    const sent = await priya.post(`${url}/feed-back`, fields, url);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, url]);
    const shown = readableText((await priya.get(url)).body);
    expect(shown).toContain('In a letter from the chief constable.');
    expect(shown).not.toMatch(internalWords);
    expect((await priya.post(`${url}/feed-back`, fields, '/asks')).statusCode).toBe(303);
  });

  it('can be entered by the officer as it was told, and is shown with the briefing', async () => {
    const page = `${base()}/briefing/agencies/social-care/good-practice`;
    const fields = {
      from: 'Rosa Delgado',
      how: 'meeting',
      receivedOn: '24 8 2027',
      answer: 'none-to-feed-back',
      text: '',
    };
    const entered = await nadia.post(page, fields);
    expect(entered.headers.location).toBe(`${base()}/briefing#good-practice`);
    const text = readableText((await nadia.get(`${base()}/briefing`)).body);
    expect(text).toContain('None to feed back');
    expect(text).toContain('received from Rosa Delgado, in a meeting, 24 August 2027');
    expect((await nadia.get(page)).statusCode).toBe(404);
  });
});

describe('the briefing (DD-25)', () => {
  const seven = Object.fromEntries(
    Array.from({ length: 7 }, (_, at) => [`point-${at + 1}`, `What <i>matters</i> ${at + 1}.`]),
  );
  const briefing = () => `${base()}/briefing`;

  it('is edited point by point, and what somebody else saved meanwhile is not lost', async () => {
    const owen = await staffBrowser(test, place.id, place.people.owen.id);
    const first = await nadia.post(briefing(), { version: '1', ...seven });
    expect(first.statusCode).toBe(303);
    const second = await owen.post(briefing(), { version: '1', ...seven, 'point-1': 'Mine.' });
    expect(second.statusCode).toBe(409);
    expect(second.body).toContain('>Mine.</textarea>');
    expect(readableText(second.body)).toContain('Somebody has saved another text');
  });

  it('is downloaded as one page to print, with everything in it shown literally', async () => {
    const reply = await nadia.get(`${briefing()}/download`);
    expect(reply.headers['content-disposition']).toBe(
      `attachment; filename="briefing-${audit.number}.html"`,
    );
    expect(reply.body).toContain('<h1>7 Point Briefing</h1>');
    expect(reply.body.match(/<h2>/g)).toHaveLength(7);
    expect(reply.body).toContain('What &lt;i&gt;matters&lt;/i&gt; 7.');
  });

  it('is recorded as published with day and place, and can then only be read', async () => {
    const fields = { version: '2', publishedOn: '1 9 2027', where: 'https://aldermere.example/7' };
    const refused = await nadia.post(`${briefing()}/publish`, fields, briefing());
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('is still to come. Record it once');
    const day = { ...fields, publishedOn: '25 8 2027' };
    const published = await nadia.post(`${briefing()}/publish`, day, briefing());
    expect(published.statusCode).toBe(303);
    const page = await nadia.get(briefing());
    expect(readableText(page.body)).toContain(
      'Published on Wednesday 25 August 2027: https://aldermere.example/7.',
    );
    expect(page.body).not.toContain('<textarea');
  });

  it('says what may identify somebody, and where it stands', async () => {
    const page = await nadia.get(`${briefing()}/identifiers`);
    expect(readableText(page.body)).toContain('Nothing is left to look at in this version.');
  });
});
