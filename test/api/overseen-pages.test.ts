import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { auditAtChosenDiscussion, deepDivesYaml, placeOfDeepDives } from '../support/deep-dives.ts';
import type { Aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

/** A process that a group oversees, with key lines of enquiry. */
const yaml = deepDivesYaml
  .replace('dates:\n', 'overseenBy: audit-group\ndates:\n')
  .replace(
    '      - { key: concern, label: A concern from practice }\n',
    `      - { key: concern, label: A concern from practice }
    kloes:
      - { key: heard, label: Is the child heard? }
      - { key: early, label: Does help come early? }
`,
  )
  .replace('of good practice, type: text }', 'of good practice, type: text, kloe: heard }');

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let peter: Browser;
let nadia: Browser;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await placeOfDeepDives(test.records, yaml);
  audit = await auditAtChosenDiscussion(test.records, place);
  test.clock.now = dates.discussed;
  peter = await readerBrowser(test, place.id, place.people.peter.id);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
});
afterAll(() => test?.stop());

describe('the group that oversees a process', () => {
  it('is told once of each audit that begins, without its theme (CH-36)', async () => {
    const told = await test.records.database.letter.findMany({ where: { kind: 'audit-begun' } });
    expect(told.map(({ contactId }) => contactId)).toEqual([place.people.peter.id]);
    await test.post.sendDue(test.clock.now, 200);
    const [letter] = test.inbox
      .to(place.people.peter.email)
      .filter(({ subject }) => subject?.includes('has begun'));
    expect(letter?.text).toContain('see at any time where it stands');
    expect(letter?.text).not.toContain(audit.focus);
  });

  it('sees at any time where the audit stands, and the information that led to it (CH-36)', async () => {
    expect(readableText((await peter.get('/asks')).body)).toContain('Where the audits stand');
    const text = readableText((await peter.get('/overseen')).body);
    expect(text).toContain(`Case audit with deep dives ${audit.number}`);
    expect(text).toContain('Under way, begun Monday 1 March 2027');
    expect(text).toContain('A concern from practice');
    expect(text).toContain('Is the child heard?');
    expect(text).toContain('5 of 9 sent in, 0 not known to the agency');
    expect(text).toMatch(/Deep dive meeting ?: since Tuesday 20 April 2027/);
    expect(text).not.toMatch(internalWords);
  });

  it('reads no name of a child or an agency there, and no grade (CH-36, CH-33)', async () => {
    const text = readableText((await peter.get('/overseen')).body);
    for (const { names } of audit.children) expect(text).not.toContain(names[0]);
    expect(text).not.toContain('Aldermere Police');
    expect(text).not.toContain('Poor');
  });

  it('is nobody else: another group’s members and agencies find nothing there (CH-36)', async () => {
    for (const person of ['graham', 'priya'] as const) {
      const browser = await readerBrowser(test, place.id, place.people[person].id);
      expect((await browser.get('/overseen')).statusCode).toBe(404);
      expect((await browser.get('/asks')).body).not.toContain('/overseen');
    }
  });
});

describe('key lines of enquiry', () => {
  it('stand beside the question that names one (CH-1)', async () => {
    const of = { agencyId: place.agencies.police, number: 4 };
    const known = await returnOf(test.records, audit, { ...of, number: 1 });
    const priya = await readerBrowser(test, place.id, place.people.priya.id);
    await test.records.database.return.update({
      where: { id: known.id },
      data: { state: 'asked' },
    });
    const text = readableText((await priya.get(`/returns/${known.id}/sections/recognition`)).body);
    expect(text).toContain('Key line of enquiry: Is the child heard?');
    const other = readableText((await priya.get(`/returns/${known.id}/sections/impact`)).body);
    expect(other).not.toContain('Key line of enquiry');
  });

  it('can be named with a finding, and another than the process has is refused (CH-1)', async () => {
    const page = `/console/audits/${audit.number}/discussion/findings`;
    const { body } = await nadia.get(page);
    expect(readableText(body)).toContain('Does help come early?');
    const finding = { kind: 'good-practice', text: 'Seen weekly.', caseId: '', agencyId: '' };
    const send = (kloe: string) => nadia.send(page, { ...hiddenFields(body), ...finding, kloe });
    expect((await send('elsewhere')).statusCode).toBe(422);
    expect((await send('early')).statusCode).toBe(303);
    const rows = await test.records.database.finding.findMany({ where: { auditId: audit.id } });
    expect(rows.map(({ kloe }) => kloe)).toEqual(['early']);
    expect(readableText((await nadia.get(page)).body)).toContain('Does help come early?');
  });
});
