import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';

const monday = '2027-03-01T10:00:00Z';
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let priya: Browser;
let path: string;
let returnId: string;
let count = 0;

beforeAll(async () => {
  test = await startApp(monday);
});
afterAll(() => test?.stop());
beforeEach(async () => {
  count += 1;
  test.clock.now = new Date(monday);
  place = await aldermere(test.records, test.clock.now, `aldermere-${count}`);
  audit = await auditAtReturns(test.records, place, test.clock.now);
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  const of = { agencyId: place.agencies.police, number: 1 };
  returnId = (await returnOf(test.records, audit, of)).id;
  path = `/returns/${returnId}`;
});

const start = () => priya.post(`${path}/start`, { accepted: 'yes', independent: 'yes' }, path);

function answers(text: string, grade = 'good') {
  return {
    'answer-good-practice': text,
    'answer-development': text,
    'answer-recommendations': text,
    'answer-grade': grade,
  };
}

async function fill(text = 'Seen weekly, and heard.') {
  const by = place.people.priya.id;
  await fillIn(test.records, { place, returnId, by, text }, test.clock.now);
}

describe('before a tool is begun', () => {
  it('the statement is shown with its date and has to be accepted (DD-8, DD-11)', async () => {
    const page = await priya.get(path);
    const text = readableText(page.body);
    expect(text).toContain('Sharing information for this audit');
    expect(text).toContain('This text is of May 2024.');
    expect(text).toContain('Answer for Aldermere Police alone, and say how it worked with others');
    expect(text).toContain('Keep to the focus and to this period');
    expect(text).toContain('1 September 2026 to 1 March 2027');
    expect(text).not.toMatch(internalWords);
    const empty = await priya.post(`${path}/start`, {}, path);
    expect(empty.statusCode).toBe(422);
    expect(readableText(empty.body)).toContain('Say that you have read and accept the statement');
    const early = await priya.get(`${path}/sections/impact`);
    expect(early.headers.location).toBe(path);
    expect((await start()).headers.location).toBe(path);
    expect(readableText((await priya.get(path)).body)).toContain('0 of 6 sections complete');
  });

  it('somebody who is not independent is told what to do', async () => {
    await priya.post(`${path}/start`, { accepted: 'yes', independent: 'no' }, path);
    const text = readableText((await priya.get(path)).body);
    expect(text).toContain('Somebody else has to complete this');
    expect(text).toContain('Pass it to a colleague');
    expect(text).not.toMatch(internalWords);
    await start();
    expect(readableText((await priya.get(path)).body)).toContain('sections to complete');
  });
});

describe('a section of the tool', () => {
  it('asks for good practice, areas for development and recommendations (DD-9)', async () => {
    await start();
    for (const section of ['recognition', 'assessment', 'planning', 'impact', 'overall']) {
      const page = await priya.get(`${path}/sections/${section}`);
      for (const label of ['good practice', 'Areas for development', 'Recommendations']) {
        expect(readableText(page.body)).toContain(label);
      }
    }
    const page = readableText((await priya.get(`${path}/sections/impact`)).body);
    expect(page).toContain('No serious failure, but not yet good.');
    expect(page).not.toMatch(internalWords);
    expect((await priya.get(`${path}/sections/nothing`)).statusCode).toBe(404);
  });

  it('is saved as far as it goes and comes back as it was typed', async () => {
    await start();
    const text = '\u2018Smart\u2019 <script>alert(1)</script>\r\n\r\n  {{7*7}} =cmd|calc 👪 Llŷr';
    const section = `${path}/sections/impact`;
    const saved = await priya.post(section, {
      'answer-development': text,
      revision: '0',
      onward: 'next',
    });
    expect(saved.headers.location).toBe(`${path}/sections/overall`);
    const page = await priya.get(section);
    expect(page.body).toContain(
      '\u2018Smart\u2019 &lt;script&gt;alert(1)&lt;/script&gt;\n\n  {{7*7}} =cmd|calc 👪 Llŷr</textarea>',
    );
    expect(page.body).toContain('name="revision" value="1"');
    expect(readableText(page.body)).toContain('Last saved at 10am on Monday 1 March 2027');
    const check = await priya.get(`${path}/check`);
    expect(check.body).not.toContain('<script>alert');
    expect(readableText(check.body)).toContain(
      '<script>alert(1)</script> {{7*7}} =cmd|calc 👪 Llŷr',
    );
  });

  it('never overwrites what another tab has saved: both texts are shown', async () => {
    await start();
    const section = `${path}/sections/impact`;
    const first = { ...answers('From the first tab'), revision: '0' };
    await priya.post(section, first);
    const stale = await priya.post(section, {
      ...answers('From the stale tab', 'inadequate'),
      'answer-recommendations': 'From the first tab',
      revision: '0',
    });
    expect(stale.statusCode).toBe(409);
    const text = readableText(stale.body);
    expect(text).toContain('This section was saved while you were writing');
    expect(text).toContain('Saved now From the first tab');
    expect(text).toContain('saved by you, on another page,');
    expect(stale.body).toContain('From the stale tab</textarea>');
    expect(stale.body).toContain('<option value="inadequate" selected>');
    expect(text).not.toMatch(internalWords);
    expect((await priya.get(section)).body).toContain('From the first tab</textarea>');

    const settled = await priya.send(section, {
      ...answers('Both together'),
      ...hiddenFields(stale.body),
    });
    expect(settled.statusCode).toBe(303);
    const now = (await priya.get(section)).body;
    expect(now).toContain('Both together</textarea>');
    expect(now).toContain('From the first tab</textarea>');
  });

  it('is saved once on a double click', async () => {
    await start();
    const section = `${path}/sections/impact`;
    const shown = await priya.get(section);
    const form = { ...hiddenFields(shown.body), ...answers('Clicked twice') };
    const sent = await Promise.all([priya.send(section, form), priya.send(section, form)]);
    expect(sent.map((page) => page.statusCode)).toEqual([303, 303]);
  });

  it.each([
    ['letters', 'x'.repeat(1_000_000)],
    ['emoji', '👪'.repeat(250_000)],
    ['blanks', `Seen${' '.repeat(1_000_000)}weekly`],
    ['empty lines', `Seen${'\n'.repeat(1_000_000)}weekly`],
  ])('refuses a megabyte of %s and shows it again (DD-10)', async (_, text) => {
    await start();
    const page = await priya.post(`${path}/sections/impact`, {
      'answer-development': text,
      revision: '0',
    });
    expect(page.statusCode).toBe(422);
    expect(readableText(page.body)).toContain('must be 30,000 characters or fewer');
    expect(page.body).toContain(`${text}</textarea>`);
    expect(await test.records.database.returnDraft.count({ where: { returnId } })).toBe(0);
  });

  it('shows what was typed when it cannot be saved any more', async () => {
    await fill();
    const section = `${path}/sections/impact`;
    const form = { ...hiddenFields((await priya.get(section)).body), ...answers('Too late <b>') };
    await test.records.database.return.update({
      where: { id: returnId },
      data: { state: 'submitted' },
    });
    const page = await priya.send(section, form);
    expect(page.statusCode).toBe(409);
    expect(readableText(page.body)).toContain('Too late <b>');
    expect(readableText(page.body)).not.toMatch(internalWords);
  });
});

describe('a tool is checked and sent', () => {
  async function check() {
    const page = await priya.get(`${path}/check`);
    return { page, form: hiddenFields(page.body) };
  }

  it('says what is missing, without a button to send', async () => {
    await start();
    await priya.post(`${path}/sections/impact`, { ...answers('Enough'), revision: '0' });
    const { page } = await check();
    const text = readableText(page.body);
    expect(text).toContain('Still missing: Recognition : 4 answers');
    expect(text).not.toContain('Impact : ');
    expect(page.body).not.toContain('submissionKey');
  });

  it('asks for evidence where a grade stands without any, and can be sent all the same', async () => {
    await fill('Seen.');
    const check = await priya.get(`${path}/check`);
    const text = readableText(check.body);
    expect(text).toContain('A grade without evidence');
    expect(text).toContain('You can also send it as it is.');
    expect(text).toContain('Seen. 1 word Change');
    expect(check.body).toContain(`${path}/sections/impact#answer-good-practice`);
    await priya.post(`${path}/sections/impact`, {
      ...hiddenFields((await priya.get(`${path}/sections/impact`)).body),
      ...answers('Seen alone each week, and believed.'),
    });
    const better = await priya.get(`${path}/check`);
    expect(better.body).not.toContain(`${path}/sections/impact#answer-good-practice">Impact`);
    expect((await priya.send(`${path}/submit`, hiddenFields(check.body))).statusCode).toBe(409);
    const sent = await priya.send(`${path}/submit`, hiddenFields(better.body));
    expect(sent.headers.location).toBe(`${path}/submitted`);
    expect(readableText((await priya.get('/asks')).body)).toMatch(
      /What you have sent C1, audit 2027-01 : receipt [\w-]+, sent at 10am on Monday 1 March 2027/,
    );
  });

  it('gives a receipt by page and by email, the same one for every click and tab', async () => {
    await fill('Seen <b>weekly</b>.');
    const { page, form } = await check();
    expect(readableText(page.body)).toContain('Seen <b>weekly</b>.');
    expect(readableText(page.body)).not.toMatch(internalWords);
    const otherTab = (await check()).form;
    const sent = await Promise.all(
      [form, form, otherTab].map((fields) => priya.send(`${path}/submit`, fields)),
    );
    expect(sent.map((each) => each.headers.location)).toEqual(
      Array.from({ length: 3 }, () => `${path}/submitted`),
    );
    const versions = await test.records.database.returnVersion.findMany({ where: { returnId } });
    expect(versions).toHaveLength(1);
    const receipt = versions[0]?.receipt ?? '';
    const confirmation = readableText((await priya.get(`${path}/submitted`)).body);
    expect(confirmation).toContain(receipt);
    expect(confirmation).not.toMatch(internalWords);
    const mail = await test.inbox.waitFor(place.people.priya.email, receipt);
    expect(mail.text).toContain(receipt);
    expect(mail.text).not.toContain('Tegan');
    const letters = test.inbox.to(place.people.priya.email);
    expect(letters.filter(({ subject }) => subject.includes(receipt))).toHaveLength(1);

    const reading = readableText((await priya.get(path)).body);
    expect(reading).toContain(`Receipt ${receipt}`);
    expect(reading).toContain('Seen <b>weekly</b>.');
    expect((await priya.get(`${path}/check`)).headers.location).toBe(path);
  });

  it('is shown again when something was saved since it was checked', async () => {
    await fill();
    const { form } = await check();
    await priya.post(`${path}/sections/impact`, { ...answers('Changed'), revision: '1' });
    const sent = await priya.send(`${path}/submit`, form);
    expect(sent.statusCode).toBe(409);
    expect(readableText(sent.body)).toContain('Something was saved after you had opened this page');
    const again = await priya.send(`${path}/submit`, hiddenFields(sent.body));
    expect(again.headers.location).toBe(`${path}/submitted`);
  });

  it('is late but taken after silence was recorded (DD-10)', async () => {
    await fill();
    test.clock.now = new Date('2027-04-21T09:00:00Z');
    await test.records.database.return.update({
      where: { id: returnId },
      data: { state: 'not-answered' },
    });
    priya = await readerBrowser(test, place.id, place.people.priya.id);
    expect(readableText((await priya.get(path)).body)).toContain('You can still send it.');
    const { form } = await check();
    const sent = await priya.send(`${path}/submit`, form);
    expect(sent.headers.location).toBe(`${path}/submitted`);
  });

  it('cannot be sent without the form’s own key', async () => {
    await fill();
    const { form } = await check();
    const sent = await priya.send(`${path}/submit`, { ...form, submissionKey: ['nonsense'] });
    expect(sent.statusCode).toBe(400);
  });
});

describe('the agency’s own copy of what it sent', () => {
  const send = async () => {
    const by = place.people.priya.id;
    const text = 'Seen weekly.\n<b>=1+1</b>';
    const seen = await fillIn(test.records, { place, returnId, by, text }, test.clock.now);
    const input = { partnershipId: place.id, returnId, submissionKey: returnId, seen };
    await submitReturn(test.records, input, { contactId: by }, test.clock.now);
  };

  it('is a file with every answer and the receipt, the child by its pseudonym alone (CH-18, CH-33)', async () => {
    expect((await priya.get(`${path}/copy`)).statusCode).toBe(404);
    await send();
    expect((await priya.get(`${path}/submitted`)).body).toContain(`${path}/copy`);
    const { headers, body } = await priya.get(`${path}/copy`);
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="audit-2027-01-C1-[A-Z0-9-]+\.html"$/,
    );
    const text = readableText(body);
    expect(text).toContain('C1: what was sent');
    expect(text).toContain('Aldermere Police to Aldermere Safeguarding Children Partnership');
    expect(body).toContain('&lt;b&gt;=1+1&lt;/b&gt;');
    for (const { names } of audit.children)
      for (const name of names) expect(body).not.toContain(name);
  });

  it('can be fetched long afterwards, also of an audit that has ended, and by nobody else (CH-18)', async () => {
    await send();
    const ended = new Date('2029-03-01T10:00:00Z');
    await test.records.database.audit.update({
      where: { id: audit.id },
      data: { state: 'closed', endedAt: ended },
    });
    test.clock.now = ended;
    const later = await readerBrowser(test, place.id, place.people.priya.id);
    expect((await later.get(path)).body).toContain(`${path}/copy`);
    expect((await later.get(`${path}/copy`)).statusCode).toBe(200);
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    expect((await rosa.get(`${path}/copy`)).statusCode).toBe(404);
  });
});
