import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { formsOf } from '../support/forms.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let base: string;
let policeReturn: string;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  const audit = await auditAtDiscussion(test.records, place);
  test.clock.now = dates.discussed;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  base = `/console/audits/${audit.number}/discussion`;
  const of = { agencyId: place.agencies.police, number: 1 };
  policeReturn = (await returnOf(test.records, audit, of)).id;
});
afterAll(() => test?.stop());

/** Sends the form of a page that goes to an address ending so, with these fields changed. */
async function fill(page: string, to: string, fields: Record<string, string>) {
  const { body } = await nadia.get(page);
  const form = formsOf(body, page).find(({ action }) => action.endsWith(to));
  if (!form) throw new Error(`no form to ${to}`);
  const shown = form.fields.map(({ name, value }) => [name, value]);
  return nadia.send(form.action, { ...Object.fromEntries(shown), ...fields });
}

const shown = async (url: string, browser = nadia) => {
  const page = await browser.get(url);
  expect(page.statusCode, url).toBe(200);
  return readableText(page.body);
};

it('leads from a return that is checked over the page of its agency to the desk of the meeting', async () => {
  const checked = await nadia.get(`/console/checks/${policeReturn}`);
  const [, href = ''] = /href="([^"]*discussion\/questions[^"]*)#add"/.exec(checked.body) ?? [];
  const add = href.replaceAll('&amp;', '&');

  const refused = await fill(add, '/questions', { text: ' ' });
  expect(refused.statusCode).toBe(422);
  expect(readableText(refused.body)).toContain('Write the question.');

  const text = 'Who told the <b>school</b>?';
  const asked = await fill(add, '/questions', { text });
  expect(asked.statusCode).toBe(303);
  expect(await shown(`${base}/questions`)).toContain('C1 Aldermere Police');
  expect(await shown(`/console/checks/${policeReturn}`)).toContain(text);

  for (const [person, sees] of [
    ['priya', true],
    ['rosa', false],
  ] as const) {
    const { id } = place.people[person];
    const ask = await test.records.database.ask.findFirstOrThrow({
      where: { step: 'attend', contactId: id },
    });
    const page = await shown(`/asks/${ask.id}`, await readerBrowser(test, place.id, id));
    expect(page.includes('Questions for your agency'), person).toBe(sees);
    expect(page.includes(`C1 ${text}`), person).toBe(sees);
    expect(page).not.toMatch(internalWords);
  }

  const desk = `${base}/children/C1`;
  expect(await shown(desk)).toContain(`Aldermere Police ${text}`);
  expect(await shown(`${base}/children/C2`)).not.toContain(text);
  const noted = await fill(desk, '/answer', { answer: 'The constable, that day.' });
  expect(noted.headers.location).toBe(`${desk}#questions`);
  expect(await shown(`${desk}/impact`)).toContain('Answered: The constable, that day.');
  const late = await fill(`${base}/questions`, '/answer', { answer: 'Nobody.', seen: '0' });
  expect(late.statusCode).toBe(409);
  const both = readableText(late.body);
  expect(both).toContain('Noted meanwhile: The constable, that day.');
  expect(both).toContain('Nobody.');
  expect(await shown(base)).toContain('Questions to agencies 1 put, 1 answered');
  expect(await shown(`${base}/questions`)).not.toContain('Withdraw the question');
  expect(test.faults).toEqual([]);
});
