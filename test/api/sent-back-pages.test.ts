import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendBack } from '../../records/checks/check-return.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let priya: Browser;
let path: string;
let returnId: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  audit = await auditAtReturns(records, place, clock.now);
  const of = { agencyId: place.agencies.police, number: 1 };
  returnId = (await returnOf(records, audit, of)).id;
  path = `/returns/${returnId}`;
  const by = { contactId: place.people.priya.id };
  const seen = await fillIn(records, { place, returnId, by: by.contactId }, clock.now);
  const own = { partnershipId: place.id, returnId };
  await submitReturn(records, { ...own, submissionKey: 'first', seen }, by, clock.now);
  const remarks = { impact: 'Which difference?\n<b>When</b> {{1}} =cmd' };
  const nadia = { contactId: place.people.nadia.id };
  const sent = await sendBack(records, { ...own, version: 1, remarks }, nadia, clock.now);
  expect(sent.kind).toBe('sent-back');
  priya = await readerBrowser(test, place.id, by.contactId);
});
afterAll(() => test?.stop());

describe('a tool that was sent back', () => {
  it('is found from what the person is asked, and shows what stays and what is to change', async () => {
    const ask = await test.records.database.ask.findFirstOrThrow({
      where: { returnId, step: 'revise' },
    });
    expect((await priya.get(`/asks/${ask.id}`)).headers.location).toBe(path);
    const text = readableText((await priya.get(path)).body);
    expect(text).toContain('Recognition Stays as it is');
    expect(text).toContain('Impact To change');
    expect(text).toContain('Due by 5pm on Monday 8 March 2027');
    expect(text).not.toMatch(internalWords);
    const closed = await priya.get(`${path}/sections/recognition`);
    expect(closed.statusCode).toBe(409);
    expect(readableText(closed.body)).toContain('Only the sections with a remark are open');
  });

  it('shows the remark beside what was written, and wants an answer to it', async () => {
    const section = `${path}/sections/impact`;
    const page = await priya.get(section);
    expect(readableText(page.body)).toContain('Which difference? <b>When</b> {{1}} =cmd');
    expect(page.body).toContain('Seen weekly, and heard.</textarea>');
    expect(readableText((await priya.get(`${path}/check`)).body)).toContain(
      'Still missing: Impact : 1 answer',
    );

    const form = { ...hiddenFields(page.body), ...answers('Since May, at home.') };
    const saved = await priya.send(section, { ...form, 'to-remark': 'Dates added.' });
    expect(saved.headers.location).toBe(path);
    const stale = await priya.send(section, { ...form, 'to-remark': 'Another answer.' });
    expect(stale.statusCode).toBe(409);
    expect(readableText(stale.body)).toContain('Saved now Dates added.');
    expect(stale.body).toContain('Another answer.</textarea>');
    expect(readableText((await priya.get(path)).body)).toContain('Impact Complete');
  });

  it('is sent again as a new version beside the first', async () => {
    const check = await priya.get(`${path}/check`);
    expect(readableText(check.body)).toContain('Your answer to this Dates added.');
    expect(check.body).not.toContain('sections/recognition#');
    expect(readableText(check.body)).not.toMatch(internalWords);
    const sent = await priya.send(`${path}/submit`, hiddenFields(check.body));
    expect(sent.headers.location).toBe(`${path}/submitted`);
    const versions = await test.records.database.returnVersion.findMany({ where: { returnId } });
    expect(versions.map(({ version }) => version).sort()).toEqual([1, 2]);
    expect(readableText((await priya.get(path)).body)).toContain('Since May, at home.');
  });
});

function answers(text: string) {
  return {
    'answer-good-practice': text,
    'answer-development': text,
    'answer-recommendations': text,
    'answer-grade': 'good',
  };
}
