import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { revise, sentBack, submitAgain, submitted } from '../support/checking.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { internalWords, readableText } from '../support/reader.ts';
import { auditAtReturns, type RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const monday = '2027-03-01T10:00:00Z';
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
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
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});

const priyaSubmits = (number: number, text?: string) =>
  submitted(
    test.records,
    {
      place,
      audit,
      agency: 'police',
      number,
      by: place.people.priya.id,
      ...(text ? { text } : {}),
    },
    test.clock.now,
  );

const rosaSubmits = (number: number, text: string) =>
  submitted(
    test.records,
    { place, audit, agency: 'social-care', number, by: place.people.rosa.id, text },
    test.clock.now,
  );

const pathOf = (returnId: string) => `/console/checks/${returnId}`;

function decide(returnId: string, decision: string, remarks: Record<string, string> = {}) {
  const fields = Object.fromEntries(
    Object.entries(remarks).map(([section, text]) => [`remark-${section}`, text]),
  );
  return nadia.post(pathOf(returnId), { version: '1', decision, ...fields });
}

describe('the queue of what is to be checked', () => {
  it('shows what has come in with its date, and leads to the first', async () => {
    const first = await priyaSubmits(1);
    await priyaSubmits(2);
    const home = readableText((await nadia.get('/console')).body);
    expect(home).toContain('2 completed audit tools to check (first due Thursday 4 March 2027)');
    const page = await nadia.get(`/console/checks?audit=${audit.number}`);
    expect(page.body).toContain(`href="${pathOf(first)}">Begin with the first`);
    const text = readableText(page.body);
    expect(text).toContain('C1, Aldermere Police First Thursday 4 March 2027');
    expect(text).not.toMatch(internalWords);
    test.clock.now = new Date('2027-03-05T10:00:00Z');
    nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    expect(readableText((await nadia.get('/console/checks')).body)).toContain('Overdue');
  });

  it('says so when there is nothing', async () => {
    const page = await nadia.get('/console/checks');
    expect(readableText(page.body)).toContain('Nothing waits to be checked.');
    expect(page.statusCode).toBe(200);
  });

  it('is not for another partnership, nor are its tools', async () => {
    const id = await priyaSubmits(1);
    const other = await aldermere(test.records, test.clock.now, `elsewhere-${count}`);
    const stranger = await staffBrowser(test, other.id, other.people.nadia.id);
    expect(readableText((await stranger.get('/console/checks')).body)).toContain('Nothing waits');
    expect((await stranger.get(pathOf(id))).statusCode).toBe(404);
    expect((await nadia.get(pathOf('%00'))).statusCode).toBe(404);
  });
});

describe('the page of one tool', () => {
  it('shows its text beside the other agencies’ of the same child, as it was typed', async () => {
    const id = await priyaSubmits(1, 'Seen <b>weekly</b>\n{{7*7}} =cmd|calc');
    await rosaSubmits(1, 'Visited in January.');
    await rosaSubmits(2, 'Another child.');
    const page = await nadia.get(pathOf(id));
    const text = readableText(page.body);
    expect(page.body).toContain('Seen &lt;b&gt;weekly&lt;/b&gt;<br />\n{{7*7}} =cmd|calc</div>');
    expect(text).toContain('version 1, sent by Priya Nair at 10am on Monday 1 March 2027');
    expect(text).toContain("Aldermere Children's Social Care: Good");
    expect(text).toContain('Visited in January.');
    expect(text).not.toContain('Another child.');
    expect(text).not.toMatch(internalWords);
    for (const name of ['Tegan', 'Blakemore', 'Hart']) expect(page.body).not.toContain(name);
  });

  it('can be read but not decided about by somebody who only looks', async () => {
    const id = await priyaSubmits(1);
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    const page = await ruth.get(pathOf(id));
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('name="decision"');
    const sent = await ruth.post(pathOf(id), { version: '1', decision: 'accept' });
    expect(sent.statusCode).toBe(403);
  });

  it('accepts, says so, and the next one follows', async () => {
    const [one, two] = [await priyaSubmits(1), await priyaSubmits(2)];
    const sent = await decide(one, 'accept');
    expect(sent.headers.location).toBe(`${pathOf(two)}?done=${one}`);
    const next = readableText((await nadia.get(sent.headers.location ?? '')).body);
    expect(next).toContain('C1, Aldermere Police: accepted.');
    expect(next).toContain('C2, Aldermere Police');
    expect(next).toContain('This is the last one to check.');
    const last = await decide(two, 'accept');
    expect(last.headers.location).toBe(`/console/checks?done=${two}`);
    const empty = readableText((await nadia.get(last.headers.location ?? '')).body);
    expect(empty).toContain('C2, Aldermere Police: accepted.');
    expect(empty).toContain('Nothing waits to be checked.');
    const again = readableText((await nadia.get(pathOf(one))).body);
    expect(again).toContain('Version 1: accepted by Nadia Hussain, Monday 1 March 2027');
  });

  it('sends back with the remarks, and tells the workflow', async () => {
    const id = await priyaSubmits(1);
    const before = test.nudges();
    const sent = await decide(id, 'send-back', { impact: 'What changed for the child?' });
    expect(sent.headers.location).toBe(`/console/checks?done=${id}`);
    expect(test.nudges()).toBe(before + 1);
    const said = readableText((await nadia.get(sent.headers.location ?? '')).body);
    expect(said).toContain('C1, Aldermere Police: sent back for changes. They are told by email.');
    const page = readableText((await nadia.get(pathOf(id))).body);
    expect(page).toContain('What is to be changed What changed for the child?');
    expect(page).toContain('It comes back here when it is sent again.');
  });

  it('wants a remark before it sends back, and loses none when accepting', async () => {
    const id = await priyaSubmits(1);
    const empty = await decide(id, 'send-back');
    expect(empty.statusCode).toBe(422);
    expect(empty.body).toContain('href="#remark-recognition"');
    expect(readableText(empty.body)).toContain('Write under at least one section');
    const typed = 'Who said so?\n<script>';
    const accepted = await decide(id, 'accept', { planning: typed });
    expect(accepted.statusCode).toBe(422);
    expect(accepted.body).toContain('Who said so?\n&lt;script&gt;</textarea>');
    expect(readableText(accepted.body)).toContain('Send it back, or clear this to accept.');
    const long = await decide(id, 'send-back', { planning: 'x'.repeat(5001) });
    expect(long.statusCode).toBe(422);
    const row = await test.records.database.return.findUniqueOrThrow({ where: { id } });
    expect(row.state).toBe('submitted');
  });

  it('is left with half a remark, which stands there again for its writer until it is sent', async () => {
    const [one, two] = [await priyaSubmits(1), await priyaSubmits(2)];
    const typed = 'What did <he> say';
    const left = await decide(one, 'later', { planning: typed });
    expect([left.statusCode, left.headers.location]).toEqual([303, pathOf(two)]);
    expect((await nadia.get(pathOf(one))).body).toContain('What did &lt;he&gt; say</textarea>');
    const owen = await staffBrowser(test, place.id, place.people.owen.id);
    expect((await owen.get(pathOf(one))).body).not.toContain('What did');
    const [row] = await test.records.database.unfinishedForm.findMany({
      where: { partnershipId: place.id },
    });
    expect(Buffer.from(row?.typedSealed ?? []).includes('What did')).toBe(false);
    expect((await decide(one, 'send-back', { planning: typed })).statusCode).toBe(303);
    const kept = await test.records.database.unfinishedForm.count({
      where: { partnershipId: place.id },
    });
    expect(kept).toBe(0);
    // Nothing waits any more: it is shown to be copied.
    const late = await decide(one, 'later', { planning: 'Too late for this remark.' });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Too late for this remark.</textarea>');
  });

  it('answers a double click alike, and shows a slower colleague who was faster', async () => {
    const id = await priyaSubmits(1);
    const owen = await staffBrowser(test, place.id, place.people.owen.id);
    const page = await owen.get(pathOf(id));
    expect((await decide(id, 'accept')).statusCode).toBe(303);
    expect((await decide(id, 'accept')).statusCode).toBe(303);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const typed = 'A remark of some length that took a while.';
    const fields = { _csrf: csrf, version: '1', decision: 'send-back', 'remark-impact': typed };
    const late = await owen.send(pathOf(id), fields);
    expect(late.statusCode).toBe(409);
    expect(readableText(late.body)).toContain('Nadia Hussain had accepted it before you.');
    expect(late.body).toContain(`${typed}</textarea>`);
  });

  it('is not decided about while the case is on hold', async () => {
    const id = await priyaSubmits(1);
    const { caseId } = await test.records.database.return.findUniqueOrThrow({ where: { id } });
    const heldAt = test.clock.now;
    const page = await nadia.get(pathOf(id));
    expect(page.body).toContain('name="decision"');
    await test.records.database.case.update({ where: { id: caseId }, data: { heldAt } });
    expect(readableText((await nadia.get(pathOf(id))).body)).toContain('This case is on hold');
    const sent = await nadia.post(pathOf(id), { version: '1', decision: 'accept' });
    expect(sent.statusCode).toBe(409);
    expect(readableText((await nadia.get('/console/checks')).body)).toContain('Nothing waits');
  });
});

describe('a tool that comes in again', () => {
  it('shows before and after of what has changed, with the remark and its answer', async () => {
    const id = await priyaSubmits(1, 'Seen weekly.');
    const remarks = { impact: 'What changed for the child?', overall: 'Why good?' };
    await sentBack(test.records, { place, returnId: id, remarks }, test.clock.now);
    const own = { place, returnId: id, by: place.people.priya.id };
    const text = 'Back at school since May.';
    const first = { ...own, section: 'impact', text, answer: 'Dates added.' };
    await revise(test.records, first, test.clock.now);
    const same = { ...own, section: 'overall', text: 'Seen weekly.', answer: 'It stays.' };
    await revise(test.records, same, test.clock.now);
    await submitAgain(test.records, own, test.clock.now);

    const page = readableText((await nadia.get(pathOf(id))).body);
    expect(page).toContain('version 2, sent by Priya Nair');
    expect(page).toContain(
      'Impact What was to be changed What changed for the child? What they answer Dates added.' +
        ' Key areas of good practice Before , version 1 Seen weekly.' +
        ' Now , version 2 Back at school since May.' +
        ' Areas for development (as in version 1) Seen weekly.',
    );
    expect(page).toContain('Overall quality text as in version 1 What was to be changed Why good?');
    expect(page).toContain('Recognition as in version 1');
    expect(page).toContain('Version 1: sent back by Nadia Hussain');
    const list = readableText((await nadia.get('/console/checks')).body);
    expect(list).toContain('Version 2, changed after remarks');

    const stale = await decide(id, 'accept');
    expect(stale.statusCode).toBe(409);
    const sent = await nadia.post(pathOf(id), { version: '2', decision: 'accept' });
    expect(sent.headers.location).toBe(`/console/checks?done=${id}`);
  });

  it('can be entered by the business unit, with the answer given by phone', async () => {
    const id = await priyaSubmits(1);
    const remarks = { impact: 'What changed for the child?' };
    await sentBack(test.records, { place, returnId: id, remarks }, test.clock.now);
    const path = `/console/audits/${audit.number}/returns/${id}`;
    const page = await nadia.get(path);
    expect(readableText(page.body)).toContain('What changed for the child? What they answer to it');
    expect(page.body).not.toContain('name="recognition.good-practice"');
    const phoned = {
      'impact.good-practice': 'Back at school since May.',
      'impact.development': 'Seen too late.',
      'impact.recommendations': 'Ask the sister.',
      'impact.grade': 'good',
      submissionKey: 'by-phone',
      independent: 'yes',
      from: 'Priya Nair',
      how: 'phone',
      receivedOn: '1 3 2027',
      wanted: 'submit',
    };
    const unanswered = await nadia.post(path, phoned);
    expect(unanswered.statusCode).toBe(422);
    expect(unanswered.body).toContain('href="#impact.remark_answer"');
    const answered = { ...phoned, 'impact.remark_answer': 'Dates added.' };
    expect((await nadia.post(path, answered)).statusCode).toBe(303);
    expect((await nadia.get(path)).body).toContain(`href="${pathOf(id)}">Check it</a>`);
    const text = readableText((await nadia.get(pathOf(id))).body);
    expect(text).toContain('version 2, entered for the agency by Nadia Hussain');
    expect(text).toContain('What they answer Dates added.');
  });
});
