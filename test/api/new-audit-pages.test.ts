import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { upload } from '../support/uploads.ts';

let test: TestApp;
let place: Aldermere;
let browser: Browser;
let draft: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  browser = new Browser(test.app);
  await signIn(test, browser, place.people.nadia.email);
});
afterAll(() => test?.stop());

beforeEach(async () => {
  const begun = await browser.post('/console/audits/new', {
    profileVersionId: place.profileVersionId,
  });
  draft = begun.headers.location?.replace('/focus', '') ?? '';
});

const levels = ['Universal', 'Early help', 'Child in need', 'Child protection', 'Child in care'];
const heading = 'Local reference,Level of need,Source';
const rows = levels.flatMap((level, at) => [1, 2, 3].map((each) => `A${at}${each},${level},List`));
const list = [heading, ...rows].join('\n');

const focus = {
  focus: 'Children who go missing',
  sources: 'concern',
  'rationale-concern': 'Responses came late.\nTwice.',
};
const period = {
  windowFrom: '1 September 2026',
  windowTo: '1 March 2027',
  windowReason: '',
  cases: '8',
  casesReason: '',
};
const dates = {
  'date-returns': '7 April 2027',
  'degree-returns': 'fixed',
  'date-pack': '21/4/2027',
  'degree-pack': 'fixed',
  'date-discussion': '28 April 2027',
  'degree-discussion': 'provisional',
};

function send(bytes: string | Buffer) {
  const url = `${draft}/list`;
  return upload(browser, { url, field: 'list', name: 'list.csv', bytes: Buffer.from(bytes) });
}

async function answerAll() {
  await browser.post(`${draft}/focus`, focus);
  await browser.post(`${draft}/period`, period);
  await send(list);
  await browser.post(`${draft}/children`, {});
  await browser.post(`${draft}/dates`, dates);
}

const audits = () => test.records.database.audit.count({ where: { partnershipId: place.id } });

describe('starting an audit in the console', () => {
  it('leads from question to question, with the usual answers filled in (DD-3, DD-4)', async () => {
    const asked = await browser.post(`${draft}/focus`, focus);
    expect(asked.headers.location).toBe(`${draft}/period`);
    const page = await browser.get(`${draft}/period`);
    expect(page.body).toContain('value="1 September 2026"');
    expect(page.body).toContain('value="8"');
    expect((await browser.get(`${draft}/dates`)).body).toContain('value="7 April 2027"');
  });

  it('shows everything for checking and starts one audit, whose page it then shows', async () => {
    await answerAll();
    const check = pageWords((await browser.get(`${draft}/check`)).body);
    expect(check).toContain('Responses came late. Twice.');
    expect(check).toContain('1 September 2026 to 1 March 2027');
    expect(check).toContain('15 children');
    expect(check).toContain('Wednesday 28 April 2027 (provisional)');
    const before = await audits();
    const started = await browser.post(`${draft}/check`);
    expect(started.statusCode).toBe(303);
    expect(await audits()).toBe(before + 1);
    const page = await browser.get(started.headers.location ?? '');
    expect(pageWords(page.body)).toContain('Children who go missing');
    expect(test.nudges()).toBeGreaterThan(0);
  });

  it('starts one audit when the button is clicked twice, and shows the same page', async () => {
    await answerAll();
    const page = await browser.get(`${draft}/check`);
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const before = await audits();
    const both = await Promise.all([1, 2].map(() => browser.send(`${draft}/check`, { _csrf })));
    expect(both[0]?.headers.location).toMatch(/^\/console\/audits\/2027-\d\d$/);
    expect(both[1]?.headers.location).toBe(both[0]?.headers.location);
    expect(await audits()).toBe(before + 1);
    const stale = await browser.get(`${draft}/focus`);
    expect(stale.headers.location).toBe(both[0]?.headers.location);
  });

  it('keeps what was answered until somebody goes on with it', async () => {
    await browser.post(`${draft}/focus`, focus);
    expect((await browser.get('/console')).body).toContain(`${draft}/focus`);
    expect((await browser.get(`${draft}/focus`)).body).toContain('Responses came late.\nTwice.');
  });

  it('is not open to somebody who may only look, nor to another partnership', async () => {
    const reader = new Browser(test.app);
    await signIn(test, reader, place.people.ruth.email);
    expect((await reader.get('/console/audits/new')).statusCode).toBe(403);
    await aldermere(test.records, test.clock.now, 'elsewhere');
    const { database } = test.records;
    await database.auditDraft.updateMany({
      where: { id: draft.split('/').at(-1) ?? '' },
      data: { partnershipId: 'elsewhere' },
    });
    expect((await browser.get(`${draft}/focus`)).statusCode).toBe(404);
  });
});

describe('an answer that cannot be taken', () => {
  it.each([
    ['no focus (DD-1)', 'focus', { ...focus, focus: '' }, 'Enter the one practice focus'],
    ['no source (DD-2)', 'focus', { focus: 'Neglect' }, 'Choose at least one source'],
    [
      'a source without its rationale (DD-2)',
      'focus',
      { focus: 'Neglect', sources: 'concern' },
      'Say why this source leads to this focus',
    ],
    [
      'no reason for six children (DD-3)',
      'period',
      { ...period, cases: '6' },
      'Say why there are 6',
    ],
    ['a number in words', 'period', { ...period, cases: 'eight' }, 'as a number from 1 to 200'],
    [
      'no reason for a year (DD-4)',
      'period',
      { ...period, windowFrom: '1 3 2026' },
      'Say why the period differs',
    ],
    ['a day that does not exist', 'period', { ...period, windowTo: '30 2 2027' }, 'real last day'],
    [
      'dates out of order',
      'dates',
      { ...dates, 'date-discussion': '1 April 2027', 'degree-discussion': 'fixed' },
      'it has to come after it',
    ],
    ['no date', 'dates', { ...dates, 'date-returns': 'soon' }, 'as a date, such as 27 4 2027'],
  ])('is shown again with what is wrong: %s', async (_, step, fields, sentence) => {
    const page = await browser.post(`${draft}/${step}`, fields as Record<string, string>);
    expect(page.statusCode).toBe(422);
    expect(pageWords(page.body)).toContain(sentence);
    for (const typed of Object.values(fields)) {
      if (typed !== 'fixed' && typed !== 'provisional') expect(page.body).toContain(typed);
    }
  });

  it('loses nothing of what was typed, whatever it is', async () => {
    const typed = `<script>alert(1)</script> {{ 7 * 7 }} O'Brien Siân 🙂 =cmd\r\nsecond line`;
    const page = await browser.post(`${draft}/focus`, { focus: typed, sources: [] });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} O&#39;Brien Siân 🙂 =cmd\r\nsecond line',
    );
  });

  it('is told of in the summary with a link to its field', async () => {
    const page = await browser.post(`${draft}/period`, { ...period, cases: '6' });
    expect(page.body).toContain('href="#casesReason"');
    expect(page.body).toContain('id="casesReason"');
  });

  it('refuses the start as long as something is missing, and leads to it', async () => {
    const page = await browser.post(`${draft}/check`);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('href="#focus"');
    expect(page.body).toContain('href="#list"');
    expect(pageWords(page.body)).toContain('Upload the list of children');
  });
});

describe('a list of children', () => {
  const example = readFileSync(
    new URL('../../local/example-children.csv', import.meta.url),
    'utf8',
  );

  it.each([
    ['saved with semicolons', list.replaceAll(',', ';')],
    ['saved by Excel with a mark', `\ufeff${list.replaceAll('\n', '\r\n')}`],
    ['saved as UTF-16', Buffer.from(`\ufeff${list}`, 'utf16le')],
  ])('is read when it was %s', async (_, bytes) => {
    expect((await send(bytes)).headers.location).toBe(`${draft}/children`);
    expect(pageWords((await browser.get(`${draft}/children`)).body)).toContain(
      '15 children were read',
    );
  });

  it('drops columns that may say who a child is, tells so, and keeps nothing of them', async () => {
    const named = [`${heading},Forename,DOB`, ...rows.map((row) => `${row},Zebedee,1/1/2015`)];
    await send(named.join('\n'));
    const page = pageWords((await browser.get(`${draft}/children`)).body);
    expect(page).toContain('“Forename” (names), “DOB” (dates of birth)');
    await browser.post(`${draft}/focus`, focus);
    await browser.post(`${draft}/children`, {});
    await browser.post(`${draft}/dates`, dates);
    await browser.post(`${draft}/period`, period);
    const started = await browser.post(`${draft}/check`);
    const audit = await test.records.database.audit.findFirstOrThrow({
      where: { number: started.headers.location?.split('/').at(-1) ?? '', partnershipId: place.id },
      include: { frame: { include: { rows: true } } },
    });
    expect(audit.frame).toMatchObject({ rowCount: 15, droppedColumns: 2 });
    const listed = await browser.get(`${started.headers.location}/selection/list.txt`);
    expect(listed.body).toContain('["A01","universal","List","",[]]');
    expect(listed.body).not.toContain('Zebedee');
  });

  it.each([
    ['has no column for the level', 'Local reference,Source\nA1,List', 'no column "level of need"'],
    ['names a child twice', `${list}\nA01,Universal,List`, '"A01" is in row 2 already'],
    [
      'has an unknown level',
      `${heading}\nA1,Purple,List`,
      '"Purple" is not known. Use one of: Univ',
    ],
    [
      'has an unknown agency',
      `${heading},Known agencies\nA1,Universal,List,Fire Brigade`,
      'not a known agency or service',
    ],
    ['holds a name', `${heading}\nJohn Smith,Universal,List`, "seems to be a person's name"],
    ['is empty', '', 'Choose the file'],
    ['is an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'Excel workbook, not a CSV'],
    ['has headings only', heading, 'no children below them'],
    [
      'has more than 10,000 rows',
      [heading, ...Array.from({ length: 10_001 }, (_, at) => `A${at},Universal,List`)].join('\n'),
      '10001 children; at most 10,000',
    ],
  ])('is refused with a clear sentence when it %s', async (_, bytes, sentence) => {
    const page = await send(bytes);
    expect(page.statusCode).toBe(422);
    expect(pageWords(page.body)).toContain(sentence);
  });

  it('lists every row that is wrong, in their order', async () => {
    const page = await send(`${heading}\nA1,Purple,List\nA2,,List\nA1,Universal,List`);
    const told = pageWords(page.body);
    expect(told).toContain('3 things have to be put right');
    expect(told.indexOf('Row 2')).toBeLessThan(told.indexOf('Row 3'));
    expect(told.indexOf('Row 3')).toBeLessThan(told.indexOf('Row 4'));
  });

  it('asks why a level has no child, and takes the reason (DD-5)', async () => {
    await send([heading, ...rows.filter((row) => !row.includes('care'))].join('\n'));
    const refused = await browser.post(`${draft}/children`, {});
    expect(refused.statusCode).toBe(422);
    expect(pageWords(refused.body)).toContain('Child in care: why is no child of this level');
    const reason = { 'left-out-child-in-care': 'None went missing.' };
    const taken = await browser.post(`${draft}/children`, reason);
    expect(taken.headers.location).toBe(`${draft}/dates`);
  });

  it('says when there are too few children for the number wanted (DD-5)', async () => {
    await send([heading, ...levels.map((level, at) => `A${at},${level},List`)].join('\n'));
    const page = await browser.post(`${draft}/children`, {});
    expect(pageWords(page.body)).toContain('8 children are wanted, but only 5 can be selected');
  });

  it('takes children out of the selection for a listed reason or one of one’s own (DD-5)', async () => {
    await send(list);
    const unexplained = await browser.post(`${draft}/children`, { 'excluded-other': 'A01' });
    expect(pageWords(unexplained.body)).toContain('Say why these children are left out');
    await browser.post(`${draft}/children`, {
      'excluded-audited-lately': 'A11\nA12',
      'excluded-other': 'A01',
      otherReason: 'Moved away',
    });
    expect(pageWords((await browser.get(`${draft}/check`)).body)).toContain(
      '3 children, each with a',
    );
  });

  it('is read as it is given with the example', async () => {
    await test.records.database.agency.updateMany({
      where: { partnershipId: place.id, key: 'hospital' },
      data: { name: 'Mere Valley Hospitals Trust' },
    });
    const plain = example.replace(/,[^,]*$/gm, '');
    expect((await send(plain)).statusCode).toBe(303);
  });
});
