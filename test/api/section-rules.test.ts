import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkView } from '../../records/checks/check-view.ts';
import { enterIdentities } from '../../records/sample/identities.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

const monday = new Date('2027-03-01T10:00:00Z');
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let priya: Browser;
let path: string;
let returnId: string;

beforeAll(async () => {
  test = await startApp(monday.toISOString());
  place = await aldermere(test.records, monday, 'aldermere');
  place.profileVersionId = await transaction(test.records, (tx) =>
    storeProfile(tx, place.id, withRules(), monday),
  );
  audit = await auditAtReturns(test.records, place, monday);
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  const of = { agencyId: place.agencies.police, number: 1 };
  returnId = (await returnOf(test.records, audit, of)).id;
  path = `/returns/${returnId}`;
});
afterAll(() => test?.stop());

/** The deep dive whose planning section is for children in need, with an explanation under assessment. */
function withRules(): string {
  const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
  const profile = parse(readFileSync(file, 'utf8'));
  profile.version = 2;
  profile.facts = [
    { key: 'in-need', label: 'Supported as a child in need?', type: 'yes-no', statedBy: 'officer' },
    { key: 'assessed', label: 'Last single assessment', type: 'date', required: false },
  ];
  const { tool } = profile;
  tool.noGrade = true;
  tool.scaleSource = { title: 'the inspection framework', dated: '2016-08', paraphrase: true };
  tool.scale[0].guidance = 'Everything that good asks for, and more.';
  tool.scale[0].reference = 'ESN 01–21';
  tool.sections = JSON.parse(JSON.stringify(tool.sections)).map((section: { key: string }) => {
    if (section.key === 'planning') {
      const when = { fact: 'in-need', equals: 'yes' };
      return { ...section, applies: { when, note: 'Normally for children in need only.' } };
    }
    if (section.key === 'impact') {
      return { ...section, descriptors: [{ grade: 'good', text: 'The child is safer for it.' }] };
    }
    return section;
  });
  tool.sections[1].questions.push({
    key: 'why-none',
    label: 'Why no single assessment was made',
    type: 'text',
    flag: true,
    when: { not: { fact: 'assessed', withinMonths: 24 } },
  });
  return stringify(profile, { aliasDuplicateObjects: false });
}

describe('a tool whose sections depend on the child', () => {
  it('folds what does not apply, opens it with a reason, and sends what was asked (FA-8, FA-10, FA-16)', async () => {
    const [child] = audit.children;
    await enterIdentities(
      test.records,
      {
        partnershipId: place.id,
        caseId: child?.caseId ?? '',
        people: [
          {
            relation: 'subject',
            names: ['Tegan Blakemore'],
            born: '9 3 2014',
            address: '',
            nhsNumber: '',
          },
        ],
        facts: { 'in-need': 'no' },
      },
      { contactId: place.people.nadia.id },
      monday,
    );
    await fillIn(test.records, { place, returnId, by: place.people.priya.id }, monday);

    const list = readableText((await priya.get(path)).body);
    expect(list).toContain('Not asked about this child');
    expect(list).toContain('Normally for children in need only.');
    expect(list).not.toMatch(internalWords);

    // What the officer stated is not asked again; an explanation is, where the date calls for it.
    const about = readableText((await priya.get(`${path}/sections/facts`)).body);
    expect(about).toContain('Last single assessment');
    expect(about).not.toContain('Supported as a child in need?');
    const assessment = await priya.get(`${path}/sections/assessment`);
    expect(readableText(assessment.body)).toContain('To explain');

    const impact = readableText((await priya.get(`${path}/sections/impact`)).body);
    expect(impact).toContain('The child is safer for it.');
    expect(impact).toContain('ESN 01–21');
    expect(impact).toContain('What the grades mean');
    expect(impact).toContain(
      'Our own summary of the inspection framework (August 2016), not its official wording',
    );

    // Saved on the way to the question whether the section is needed; of others that is not asked.
    const overall = `${path}/sections/overall`;
    const whole = hiddenFields((await priya.get(overall)).body);
    const half = { ...whole, 'answer-good-practice': 'Half <a> sentence', onward: 'decision' };
    expect((await priya.post(overall, half)).headers.location ?? '').not.toContain('decision');
    expect((await priya.get(overall)).body).toContain('Half &lt;a&gt; sentence');

    const decision = `${path}/sections/planning/decision`;
    const empty = await priya.post(decision, { decision: 'opened', reason: ' ' });
    expect(empty.statusCode).toBe(422);
    expect(readableText(empty.body)).toContain('Say why it is needed.');
    const opened = await priya.post(decision, {
      decision: 'opened',
      reason: 'A plan was drafted.',
    });
    expect(opened.headers.location).toBe(`${path}/sections/planning`);
    expect(readableText((await priya.get(path)).body)).toContain('Opened with your reason');
    const plan = await priya.get(`${path}/sections/planning`);
    expect(plan.body).toContain('name="onward" value="decision"');
    const draft = { ...hiddenFields(plan.body), 'answer-good-practice': 'A draft was <begun>.' };
    const leaving = await priya.post(`${path}/sections/planning`, { ...draft, onward: 'decision' });
    expect(leaving.headers.location).toBe(decision);
    expect((await priya.get(`${path}/sections/planning`)).body).toContain('was &lt;begun&gt;.');
    const closed = await priya.post(decision, { decision: 'closed', reason: 'It never began.' });
    expect(closed.headers.location).toBe(path);
    expect(readableText((await priya.get(path)).body)).toContain('Closed: It never began.');

    const grade = { 'answer-grade': 'no-grade', 'answer-grade.reason': '' };
    const texts = {
      'answer-good-practice': 'a',
      'answer-development': 'b',
      'answer-recommendations': 'c',
    };
    const { revision } = hiddenFields((await priya.get(`${path}/sections/overall`)).body);
    const fields = { ...texts, ...grade, revision: revision ?? '', onward: 'list' };
    const refused = await priya.post(`${path}/sections/overall`, fields);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Say why no grade is given');
    const again = hiddenFields(refused.body).revision ?? '';
    const given = { ...fields, 'answer-grade.reason': 'One contact only.', revision: again };
    const saved = await priya.post(`${path}/sections/overall`, given);
    expect(saved.statusCode).toBe(303);

    const facts = hiddenFields((await priya.get(`${path}/sections/facts`)).body);
    const date = { 'answer-assessed': '3 4 2024', revision: facts.revision ?? '', onward: 'list' };
    expect((await priya.post(`${path}/sections/facts`, date)).statusCode).toBe(303);

    const check = await priya.get(`${path}/check`);
    expect(readableText(check.body)).toContain('No grade given: One contact only.');
    expect(readableText(check.body)).toContain('Not asked about this child');
    expect(readableText(check.body)).not.toContain('Still missing');
    const { _csrf, ...hidden } = hiddenFields(check.body);
    const sent = await priya.post(`${path}/submit`, hidden, `${path}/check`);
    expect(sent.headers.location, readableText(sent.body)).toBe(`${path}/submitted`);

    const view = await checkView(test.records, { partnershipId: place.id, returnId });
    expect(view?.version.answers.facts).toMatchObject({ 'in-need': 'no' });
    expect(view?.version.answers.planning).toEqual({
      _applies: 'closed',
      _reason: 'It never began.',
    });
    expect(readableText((await priya.get(path)).body)).toContain('Closed: It never began.');
  });

  it('is entered as it came on paper, with a section that was completed all the same (FA-8)', async () => {
    const child = audit.children.find(({ number }) => number === 2);
    const names = ['Rhys Blakemore'];
    const person = { relation: 'subject', names, born: '9 3 2015', address: '', nhsNumber: '' };
    const { nadia } = place.people;
    const identity = { partnershipId: place.id, caseId: child?.caseId ?? '', people: [person] };
    const facts = { 'in-need': 'no' };
    const by = { contactId: nadia.id };
    await enterIdentities(test.records, { ...identity, facts }, by, monday);
    const of = { agencyId: place.agencies.police, number: 2 };
    const { id } = await returnOf(test.records, audit, of);
    const page = `/console/audits/${audit.number}/returns/${id}`;
    const office = await staffBrowser(test, place.id, nadia.id);
    const decision = `${page}/sections/planning/decision`;
    const shown = (await office.get(page)).body;
    expect(shown).toContain('value="sections/planning/decision"');
    expect(shown).not.toContain('name="planning.');
    // The button saves first what has been typed; nothing but a page of this tool follows.
    const text = { 'impact.good-practice': 'Back at <school>.', from: "Dean O'Hara", how: 'paper' };
    const form = { ...text, submissionKey: 'key', receivedOn: '1 3 2027' };
    const wanted = 'sections/planning/decision';
    const leads = async (wanted: string) =>
      (await office.post(page, { ...form, wanted }, page)).headers.location;
    expect(await leads(wanted)).toBe(decision);
    for (const elsewhere of ['sections/impact/decision', '//evil.example', '../../..']) {
      expect(await leads(elsewhere)).toBe(`${page}#enter`);
    }
    const back = (await office.get(page)).body;
    expect(back).toContain('Back at &lt;school&gt;.');
    expect(back).toContain('value="Dean O&#39;Hara"');
    expect(back).toMatch(/value="paper" checked/);
    const [row] = await test.records.database.unfinishedForm.findMany({
      where: { auditId: audit.id },
    });
    expect(Buffer.from(row?.typedSealed ?? []).includes('Dean')).toBe(false);
    const unsaid = await office.post(decision, { decision: 'opened', reason: ' ' }, decision);
    expect(unsaid.statusCode).toBe(422);
    expect(readableText(unsaid.body)).toContain('Say why it is needed.');
    const typed = { decision: 'opened', reason: 'A plan <was> drafted.' };
    const sent = await office.post(decision, typed, decision);
    expect(sent.headers.location).toBe(`${page}#enter`);
    expect((await office.get(page)).body).toContain('name="planning.');
    expect((await office.get(decision)).body).toContain('A plan &lt;was&gt; drafted.');
    const events = await test.records.database.event.findMany({
      where: { chain: audit.id, kind: 'section.decided', onBehalf: true },
    });
    expect(events.map(({ actorId }) => actorId)).toEqual([nadia.id]);
    const closing = { decision: 'closed', reason: 'It never began.' };
    expect((await office.post(decision, closing, decision)).statusCode).toBe(303);
    expect(readableText((await office.get(page)).body)).toContain('left out: It never began.');
    expect((await office.get(decision.replace('planning', 'impact'))).statusCode).toBe(404);
  });
});
