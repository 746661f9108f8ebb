import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtInvolvement, type RunningAudit } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  place = await aldermere(test.records, test.clock.now);
  audit = await auditAtInvolvement(test.records, place, test.clock.now);
});
afterAll(() => test?.stop());

async function askOf(agency: keyof Aldermere['agencies']) {
  return test.records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'involvement', agencyId: place.agencies[agency] },
  });
}

function as(person: keyof Aldermere['people']): Promise<Browser> {
  return readerBrowser(test, place.id, place.people[person].id);
}

/** A whole form in which only these children were known. */
function form(known: Record<number, Record<string, string | string[]>>) {
  const fields: Record<string, string | string[]> = {};
  for (const { number } of audit.children) {
    fields[`known-${number}`] = known[number] ? 'yes' : 'no';
    for (const [name, value] of Object.entries(known[number] ?? {})) fields[name] = value;
  }
  return fields;
}

describe('the page that asks which children an agency knew', () => {
  it('says who each child is, by when to answer and what it is for (DD-6, DD-11)', async () => {
    const priya = await as('priya');
    const page = await priya.get(`/asks/${(await askOf('police')).id}`);
    expect(page.statusCode).toBe(200);
    const text = readableText(page.body);
    for (const child of audit.children) {
      expect(text).toContain(`C${child.number}: ${child.names[0]}`);
      expect(text).toContain(child.mother);
    }
    expect(text).toContain('also Tegan Hart');
    expect(text).toContain('born 9 March 2014');
    expect(text).toContain('Answer by 5pm on Thursday 4 March 2027');
    expect(text).toContain(audit.focus);
    expect(text).toContain('from 1 September 2026 to 1 March 2027');
    expect(text).not.toMatch(internalWords);
  });

  it('shows nothing of a child before the code', async () => {
    const page = await test.app.inject({ url: `/asks/${(await askOf('police')).id}` });
    expect(page.statusCode).toBe(401);
    for (const child of audit.children) expect(page.body).not.toContain(child.names[0]);
  });

  it("looks for another agency's ask as for a random one", async () => {
    const rosa = await as('rosa');
    const foreign = await rosa.get(`/asks/${(await askOf('police')).id}`);
    const random = await rosa.get(`/asks/${crypto.randomUUID()}`);
    const nonsense = await rosa.get('/asks/%00%27--');
    expect([foreign, random, nonsense].map((page) => page.statusCode)).toEqual([404, 404, 404]);
    expect(readableText(foreign.body)).toBe(readableText(random.body));
    const posted = await rosa.post(`/asks/${(await askOf('police')).id}/answer`, form({}), '/asks');
    expect(posted.statusCode).toBe(404);
  });
});

describe('an answer on its way', () => {
  it('is shown again as it was typed, with what is wrong', async () => {
    const priya = await as('priya');
    const { id } = await askOf('police');
    const { 'known-2': _left, ...fields } = form({ 1: {} });
    const typed = {
      ...fields,
      'contact-1-0': '<script>alert(1)</script> {{7*7}} =cmd|calc "quoted"',
      'holder-1-0': "Siân O'Hara 👪",
      'from-1-0': 'in the spring',
      'others-1': [place.agencies.housing, place.agencies.probation],
    };
    const page = await priya.post(`/asks/${id}/check`, typed, `/asks/${id}`);
    expect(page.statusCode).toBe(422);
    const text = readableText(page.body);
    expect(text).toContain('There is a problem');
    expect(text).toContain('Say whether your agency knew C2');
    expect(text).toContain('Write the first day with C1 as a date, for example 27 3 2026');
    expect(page.body).toContain('href="#known-2"');
    expect(page.body).toContain('id="known-2"');
    expect(page.body).toContain('value="in the spring"');
    expect(page.body).toContain(
      'value="&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} =cmd|calc &quot;quoted&quot;"',
    );
    expect(page.body).not.toContain('<script>alert');
    expect(page.body.match(/checked/g)).toHaveLength(audit.children.length - 1 + 2);
  });

  it('is checked on one page, can be changed, and is sent once (DD-6)', async () => {
    const sian = await as('sian');
    const { id } = await askOf('community-health');
    const visiting = place.services['health-visiting'];
    // The services stand in the order of their names.
    const fields = form({
      3: {
        'services-3': [visiting, place.services.midwifery],
        'contact-3-0': 'Two lines\r\nof <b>text</b>',
        'holder-3-0': 'Bea Lund',
        'from-3-0': '3/11/2026',
        'holder-3-1': 'Cora Hale',
        'others-3': place.agencies.housing,
      },
    });
    const check = await sian.post(`/asks/${id}/check`, fields, `/asks/${id}`);
    expect(check.statusCode).toBe(200);
    const text = readableText(check.body);
    expect(text).toContain('C3: Rhŷs Pritchard, known to us');
    expect(text).toContain('Two lines of <b>text</b>');
    expect(text).toContain('Bea Lund');
    expect(text).toContain('Mereside Homes');
    expect(text).not.toMatch(internalWords);

    const carried = hiddenFields(check.body);
    const changed = await sian.send(`/asks/${id}/change`, carried);
    expect(changed.statusCode).toBe(200);
    expect(changed.body).toContain('value="Bea Lund"');

    const sent = await Promise.all([1, 2].map(() => sian.send(`/asks/${id}/answer`, carried)));
    expect(sent.map((page) => page.statusCode)).toEqual([303, 303]);
    expect(sent[0]?.headers.location).toBe(`/asks/${id}`);
    const rows = await test.records.database.involvement.findMany({
      where: { auditId: audit.id, agencyId: place.agencies['community-health'], state: 'known' },
    });
    expect(rows.map((row) => row.fromDate).sort()).toEqual(['2026-11-03', null]);
    expect(test.nudges()).toBeGreaterThan(0);

    const afterwards = readableText((await sian.get(`/asks/${id}`)).body);
    expect(afterwards).toContain('Your answers have been sent');
    expect(afterwards).toContain('Sent at 10am on Monday 1 March 2027');
    expect(afterwards).toContain('3 November 2026');
    expect(afterwards).not.toMatch(internalWords);
    const again = await sian.post(`/asks/${id}/check`, fields, '/asks');
    expect(again.headers.location).toBe(`/asks/${id}`);
  });

  it('is refused when it has a field that the page does not', async () => {
    const grace = await as('grace');
    const { id } = await askOf('education');
    const page = await grace.post(`/asks/${id}/check`, { 'known-99': 'yes' }, `/asks/${id}`);
    expect(page.statusCode).toBe(400);
    const forged = await grace.send(`/asks/${id}/answer`, form({}));
    expect(forged.statusCode).toBe(403);
    expect((await askOf('education')).outcome).toBeNull();
  });

  it('still counts after the date, and the page says so', async () => {
    const { id } = await askOf('housing');
    await test.records.database.ask.update({ where: { id }, data: { outcome: 'not-answered' } });
    const marek = await as('marek');
    expect(readableText((await marek.get(`/asks/${id}`)).body)).toContain(
      'The date for this was 5pm on Thursday 4 March 2027. Your answer still counts.',
    );
    const sent = await marek.post(`/asks/${id}/answer`, form({ 4: {} }), `/asks/${id}`);
    expect(sent.statusCode).toBe(303);
  });
});
