import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longestAnswer } from '../../domain/completeness.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { sealJson } from '../../records/store/sealing.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { respondentSubmits } from '../support/people.ts';
import { hiddenFields, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const monday = new Date('2027-03-01T10:00:00Z');
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let returnId: string;
let page: string;
let count = 0;

beforeAll(async () => {
  test = await startApp(monday.toISOString());
});
afterAll(() => test?.stop());
beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, monday, `aldermere-${count}`);
  audit = await auditAtReturns(test.records, place, monday);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  const of = { agencyId: place.agencies.police, number: 1 };
  returnId = (await returnOf(test.records, audit, of)).id;
  page = `/console/audits/${audit.number}/returns/${returnId}`;
});

/** All that the page's form sends besides what is typed. */
const opened = async () => hiddenFields((await nadia.get(page)).body);
const send = (fields: Record<string, string>, to = page) => nadia.post(to, fields, page);
const saves = (text: string, revision: number) =>
  saveDraft(
    test.records,
    {
      partnershipId: place.id,
      returnId,
      section: 'impact',
      answers: { 'good-practice': text },
      revision,
    },
    { contactId: place.people.priya.id },
    monday,
  );

describe('the page on which a tool is entered for an agency', () => {
  it('saves what was typed whichever of its buttons is pressed', async () => {
    const { database, keyring } = test.records;
    const row = await database.involvement.findFirstOrThrow({
      where: { auditId: audit.id, agencyId: place.agencies.police, case: { number: 1 } },
    });
    const key = await keyring.audit(database, audit.id);
    const who = { lineManager: 'Insp Priya Nair' };
    const detailSealed = sealJson(key, `Involvement.detailSealed/${row.id}`, who);
    await database.involvement.update({ where: { id: row.id }, data: { detailSealed } });
    const priya = await readerBrowser(test, place.id, place.people.priya.id);
    const declared = { accepted: 'yes', independent: 'yes' };
    await priya.post(`/returns/${returnId}/start`, declared, `/returns/${returnId}`);

    const typed = async (text: string) => ({ ...(await opened()), 'impact.development': text });
    const reason = "She joined <after> O'Brien.";
    for (const button of ['more-time', 'another-person', 'independence']) {
      const shown = (await nadia.get(page)).body;
      expect(shown).toContain(`formaction="${page}/${button}"`);
      const text = `Typed & pressed ${button}`;
      const fields = { ...(await typed(text)), from: 'Dean', reason };
      expect((await send(fields, `${page}/${button}`)).statusCode).toBe(303);
      const after = (await nadia.get(page)).body;
      expect(after).toContain(`Typed &amp; pressed ${button}</textarea>`);
      expect(after).toContain('value="Dean"');
      if (button !== 'independence') expect(after).toContain('She joined &lt;after&gt;');
    }
    const unsaid = { ...(await typed('Once more')), reason: ' ' };
    const refused = await send(unsaid, `${page}/independence`);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Once more</textarea>');
  });

  it('shows nobody else what one officer has not sent', async () => {
    await send({ ...(await opened()), from: 'Dean <Price>', wanted: 'save' });
    const owen = await staffBrowser(test, place.id, place.people.owen.id);
    expect((await nadia.get(page)).body).toContain('value="Dean &lt;Price&gt;"');
    expect((await owen.get(page)).body).not.toContain('Dean');
    const at = `/console/audits/${audit.number}/returns`;
    const of = { agencyId: place.agencies.police, number: 2 };
    const other = await returnOf(test.records, audit, of);
    expect((await nadia.get(`${at}/${other.id}`)).body).not.toContain('Dean');
  });

  it('keeps what the agency saves meanwhile, and shows both where they differ', async () => {
    const old = await opened();
    await saves('Seen alone & heard.', 0);
    // Nothing was typed here where the agency wrote: its text stays.
    await send({ ...old, 'impact.development': 'Seen late.', wanted: 'save' });
    const both = (await nadia.get(page)).body;
    expect(both).toContain('Seen alone &amp; heard.</textarea>');
    expect(both).toContain('Seen late.</textarea>');

    const stale = await opened();
    await saves('Seen alone, twice.', 2);
    const mine = { ...stale, 'impact.good-practice': 'Seen <weekly>.', wanted: 'save' };
    const refused = await send(mine);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Priya Nair has saved something else here');
    expect(readableText(refused.body)).toContain('Saved now Seen alone, twice.');
    expect(refused.body).toContain('Seen &lt;weekly&gt;.</textarea>');
    const put = { ...hiddenFields(refused.body), 'impact.good-practice': 'Twice, weekly.' };
    expect((await send({ ...put, wanted: 'save' })).statusCode).toBe(303);
    expect((await nadia.get(page)).body).toContain('Twice, weekly.</textarea>');
  });

  it('shows what was typed once more where it has been sent meanwhile', async () => {
    await fillIn(test.records, { place, returnId, by: place.people.priya.id }, monday);
    const old = await opened();
    const { id: contactId } = place.people.priya;
    expect(await respondentSubmits(test.records, { returnId, contactId }, monday)).toBe(
      'submitted',
    );
    for (const wanted of ['save', 'not-known', 'submit']) {
      const late = await send({ ...old, 'impact.development': 'Seen <late>.', wanted });
      expect(late.statusCode).toBe(409);
      expect(late.body).toContain('Seen &lt;late&gt;.</textarea>');
    }
    const more = { ...old, 'impact.development': 'Seen <late>.' };
    expect((await send(more, `${page}/more-time`)).body).toContain('Seen &lt;late&gt;.</textarea>');
  });

  it('is shown again where an answer is too long, and nothing of it is cut', async () => {
    const long = 'x'.repeat(longestAnswer + 1);
    const refused = await send({ ...(await opened()), 'impact.development': long, wanted: 'save' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain(long);
  });
});

describe('the page on which a request is handed over for an agency', () => {
  it('is gone to with what was typed, keeps what is wrong, and asks somebody else once', async () => {
    const typed = {
      ...(await opened()),
      'impact.development': 'Half <a> line',
      wanted: 'hand-over',
    };
    const led = String((await send(typed)).headers.location);
    expect(led).toMatch(/\/requests\/[\w-]+\/hand-over$/);
    expect((await nadia.get(page)).body).toContain('Half &lt;a&gt; line</textarea>');
    expect((await nadia.get(`/console/audits/${audit.number}`)).body).toContain(`href="${led}"`);
    const form = hiddenFields((await nadia.get(led)).body);
    const post = (fields: Record<string, string>) => nadia.post(led, { ...form, ...fields });
    const empty = await post({});
    expect(empty.statusCode).toBe(422);
    expect(readableText(empty.body)).toContain('Choose who answers for them');
    const jo = {
      colleague: 'other',
      name: "Jo <O'Fenn>",
      email: 'jo.fenn@contractor.example',
      reason: 'They <rang> on Monday.',
    };
    const foreign = await post(jo);
    expect(foreign.statusCode).toBe(422);
    expect(foreign.body).toContain('value="Jo &lt;O&#39;Fenn&gt;"');
    expect(foreign.body).toContain('They &lt;rang&gt; on Monday.</textarea>');
    expect(readableText(foreign.body)).toContain('Take this address');
    expect((await post({ ...jo, anyAddress: 'yes' })).statusCode).toBe(303);
    const twice = await post({ ...jo, anyAddress: 'yes' });
    expect(twice.statusCode).toBe(422);
    expect(readableText(twice.body)).toContain("Jo <O'Fenn> answers for them now");
    const history = readableText((await nadia.get(`/console/audits/${audit.number}`)).body);
    expect(history).toContain("handed over to Jo <O'Fenn>, at an address outside its own mail");
    expect(history).toContain('They <rang> on Monday.');
    // What was saved stays with the tool.
    expect((await nadia.get(page)).body).toContain('Half &lt;a&gt; line</textarea>');
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    expect((await ruth.get(led)).statusCode).toBe(403);
    const other = await aldermere(test.records, monday, `elsewhere-${count}`);
    const stranger = await staffBrowser(test, other.id, other.people.nadia.id);
    expect((await stranger.get(led)).statusCode).toBe(404);
  });
});
