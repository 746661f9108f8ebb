import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptReturn } from '../../records/checks/check-return.ts';
import {
  answersInvolvement,
  fillsInTool,
  objects,
  raisesConcern,
  respondsToConcern,
  updatesAction,
} from '../support/contact-in-browser.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { agencySays } from '../support/followed-up-audit.ts';
import { everythingInTemporal } from '../support/histories.ts';
import {
  addsAgency,
  addsFindings,
  addsRecommendations,
  answersAboutAudit,
  entersInvolvement,
  entersReturn,
  movesDiscussion,
  namesFirstChild,
  recordsApproval,
  recordsAttendance,
  recordsGrades,
  writesConclusions,
} from '../support/officer-in-browser.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmits,
} from '../support/people.ts';
import {
  follow,
  heading,
  open,
  type PeopleInBrowser,
  peopleInBrowser,
  press,
  told,
  type,
} from '../support/people-in-browser.ts';
import { answersReport } from '../support/reported-audit.ts';
import { type ServedSystem, startServedSystem } from '../support/served.ts';

let system: ServedSystem;
let place: Aldermere;
let people: PeopleInBrowser;
let officer: Page;
let broken = false;

const base = '/console/audits/2027-01';
const names = [
  'Tegan Blakemore',
  "Jamie O'Shea",
  'Rhŷs Pritchard',
  'Amelia Vance',
  'Yusuf Karimi',
  'Amber Stott',
  'Kacper Wrona',
  'Marlon Achebe',
];
const youth = {
  name: 'Mereside Youth Service',
  lead: 'Olu Bright',
  email: 'olu.bright@youth.example',
};
const said = {
  socialCare: 'The plan was shared with her school',
  police: 'Seen alone and listened to at home',
  update: 'Team leaders agreed it in June',
};

beforeAll(async () => {
  system = await startServedSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  people = await peopleInBrowser(system);
}, 120_000);

// Each step stands on the one before.
beforeEach(({ skip }) => skip(broken, 'an earlier step has failed'));

afterEach(({ task }) => {
  broken ||= task.result?.state === 'fail';
  expect(people.wrong).toEqual([]);
  expect(system.faults).toEqual([]);
});

afterAll(async () => {
  await people?.close();
  await system?.stop();
});

const comeIn = (who: keyof Aldermere['people']) => people.comeIn(place.people[who].email);
const signIn = (who: keyof Aldermere['people']) => people.signIn(place.people[who].email);
const mailTo = (who: keyof Aldermere['people']) => system.inbox.to(place.people[who].email);

async function auditId(): Promise<string> {
  return (await system.records.database.audit.findFirstOrThrow()).id;
}

async function returnId(agency: string, number: number): Promise<string> {
  const of = { request: { agency: { key: agency } }, case: { number } };
  return (await system.records.database.return.findFirstOrThrow({ where: of })).id;
}

async function submits(who: keyof Aldermere['people'], id: string, say: string): Promise<void> {
  const given = { returnId: id, contactId: place.people[who].id, say };
  expect(await respondentSubmits(system.records, given, await system.now())).toBe('submitted');
}

async function openAsks(): Promise<string[]> {
  const asks = await system.records.database.ask.findMany({ where: { outcome: null } });
  return asks.map(({ step }) => step).sort();
}

describe('an audit, from the theme to the last action', { timeout: 120_000 }, () => {
  it('starts with a list without names and with dates in order (DD-1, DD-2, DD-3, DD-4, DD-5)', async () => {
    officer = await signIn('nadia');
    await answersAboutAudit(officer, 'Children who go missing from Larkrise');
    expect(await told(officer)).toContain('“Child name” (names)');
    await press(officer, 'Save and continue');
    await type(officer, officer.locator('#date-discussion'), '1 2 2027');
    await press(officer, 'Save and continue');
    expect(await told(officer)).toContain('it has to come after it');
    await type(officer, officer.locator('#date-discussion'), '8 3 2027');
    await press(officer, 'Save and continue');
    await press(officer, 'Start the audit');
    await system.settle();
  });

  it('draws eight children by a selection that anybody can repeat, and names them', async () => {
    await open(officer, base);
    await follow(officer, /random selection/);
    expect(await told(officer)).toMatch(/Seed [0-9a-f]{32} .* Selected as C8/);
    await namesFirstChild(officer, base, {
      names: 'Tegan Blakemore\nTegan Hart',
      born: '9 3 2014',
      address: '14 Quarry Rise, Aldermere',
      mother: 'Kirsty Hart',
    });
    const given = { auditId: await auditId(), officer: place.people.nadia.id, names };
    await officerNamesChildren(system.records, given, await system.now());
    await system.settle();
    await open(officer, `${base}/children`);
    expect(await told(officer)).toContain('Everybody is named');
  });

  it('asks each lead once which children they knew, and an agency named late (DD-6, CH-8)', async () => {
    await system.jumpTo('2027-01-13T09:30:00.000Z');
    const priya = await comeIn('priya');
    await answersInvolvement(priya);
    expect(await told(priya)).toContain('C1: Tegan Blakemore, known to us');

    officer = await signIn('nadia');
    await entersInvolvement(officer, base, 'social-care');
    await addsAgency(officer, base, youth);
    const { records } = system;
    const asked = await records.database.ask.findMany({ where: { step: 'involvement' } });
    for (const { id, key, outcome } of asked) {
      if (outcome) continue;
      const knows = /hospital|community-health/.test(key) ? [1] : [];
      await leadAnswersInvolvement(records, { askId: id, knows }, await system.now());
    }
    await system.settle();
    expect(system.inbox.to(youth.email)[0]?.subject).toContain('Monday 18 January');
    await open(officer, `${base}/involvement`);
    expect(await told(officer)).toContain('Entered for it, received from Rosa Delgado, by phone');
    await open(officer, base);
    expect(await told(officer)).toContain('Mereside Youth Service');
  });

  it('takes a tool by link, with more time, a colleague and a receipt (DD-7, DD-8, DD-9, DD-10, DD-11)', async () => {
    // They had had that day's email when the request was made.
    await system.jumpTo('2027-01-14T09:30:00.000Z');
    const priya = await comeIn('priya');
    const request = mailTo('priya').findLast(({ text }) => text.includes('/l/'));
    expect(request?.attachments.map(({ mimeType }) => mimeType)).toContain('text/calendar');
    await follow(priya, /audit tools/);
    await follow(priya, 'Ask for more time');
    await press(priya, /more working days/);
    expect(await told(priya)).toContain('now due by 5pm on Monday 22 February 2027');
    await follow(priya, /Back to what is asked/);
    await follow(priya, 'Pass on C2');
    await priya.getByLabel('Dean Whitlock').check();
    await press(priya, 'Pass on');
    await follow(priya, 'Start C1');
    await fillsInTool(priya, {
      good: 'Seen alone <script>x</script>',
      develop: '{{ 7 * 7 }} was asked',
      recommend: '=cmd() for all',
    });
    expect(await told(priya)).toContain('Seen alone <script>x</script>');
    await press(priya, 'Send');
    const [version] = await system.records.database.returnVersion.findMany();
    expect(await told(priya)).toContain(version?.receipt);
    await system.inbox.waitFor(place.people.priya.email, version?.receipt);
  });

  it('follows an urgent concern up apart from the audit, from a link and the console (DD-17)', async () => {
    officer = await signIn('nadia');
    const priya = await comeIn('priya');
    await raisesConcern(priya, {
      agency: "Aldermere Children's Social Care",
      text: 'Bruises on both arms; Gareth is collecting him at four',
    });
    expect(await told(priya)).toContain('Not acknowledged yet');
    await system.settle();
    const rosa = await comeIn('rosa');
    await respondsToConcern(rosa, {
      done: 'Visited at school; Gareth was met by two workers',
      assurance: 'He stays with his grandmother Maureen',
    });
    await system.settle();
    await open(officer, '/console');
    await press(officer, 'Open concern 2027-c01');
    await press(officer, 'Accept the assurance and close the concern');
    await system.settle();
    expect(mailTo('priya').at(-1)?.subject).toContain('concern 2027-c01 is closed');

    await follow(officer, 'Urgent concerns');
    await press(officer, 'Raise an urgent concern');
    await officer.getByLabel('Not yet, or it was not needed').check();
    await officer.getByLabel('Practice is unsafe').check();
    const police = { label: 'Aldermere Police' };
    await officer.getByLabel('Which agency does it concern?').selectOption(police);
    await type(officer, 'What is it about?', 'Files are left in the car of Trent Baxter');
    await officer.getByRole('group', { name: 'Is it about somebody' }).getByLabel('No').check();
    await press(officer, 'Tell them now');
    await system.settle();
    await respondsToConcern(await comeIn('priya'), {
      done: 'The files are locked away since noon',
      assurance: 'Sergeant Ellery has looked into the car',
    });
    await system.settle();
    const owen = await signIn('owen');
    await press(owen, 'Open concern 2027-c02');
    await press(owen, 'Accept the assurance and close the concern');
    const happened = await told(owen);
    expect(happened).toMatch(/Acknowledged, by Priya Nair .* Priya Nair was asked what was done/);
    expect(happened).toContain('Assurance accepted, and the concern closed');
    await system.settle();
  });

  it('lets a lead hand over, a colleague say "not known", and the officer enter what came on paper', async () => {
    const rosa = await comeIn('rosa');
    await open(rosa, '/asks');
    await follow(rosa, /audit tools/);
    await follow(rosa, /Hand everything over/);
    await rosa.getByLabel('Kwame Boateng').check();
    await press(rosa, 'Hand over');
    const old = mailTo('rosa').find(({ text }) => text.includes('/l/'))?.text ?? '';
    await system.settle();
    await open(rosa, /http\S+\/l\/[\w-]+/.exec(old)?.[0] ?? '');
    expect(await told(rosa)).toContain('This request has been handed over');

    const kwame = await comeIn('kwame');
    await follow(kwame, /audit tools/);
    await follow(kwame, 'Start C2');
    await follow(kwame, /was not known to us/);
    await type(kwame, 'How do you know?', 'Closed to us in May 2025');
    await press(kwame, 'Send');
    const dean = await comeIn('dean');
    expect(await told(dean)).toContain('a colleague passed to you');
    await submits('kwame', await returnId('social-care', 1), said.socialCare);
    await submits('dean', await returnId('police', 2), said.police);

    const paper = `${base}/returns/${await returnId('community-health', 1)}`;
    await entersReturn(officer, paper, 'Written on paper');
    expect(await told(officer)).toContain('Received');
    await system.settle();
    expect(await openAsks()).toContain('check');
  });

  it('sends a tool back with a remark, and takes it revised', async () => {
    await open(officer, '/console');
    await press(officer, /^Check/);
    await follow(officer, 'C1, Aldermere Police');
    await type(officer, officer.locator('#remark-impact'), 'Say what changed for Tegan');
    await press(officer, 'Send back with these remarks');
    await system.settle();
    const priya = await comeIn('priya');
    // The email about it leaves in the morning: her newest leads to the concern that she followed up.
    await open(priya, '/asks');
    await follow(priya, /came back with remarks/);
    await follow(priya, 'Impact');
    expect(await told(priya)).toContain('Say what changed for Tegan');
    await type(priya, 'Key areas of good practice', 'She asked for the visits to go on');
    await type(priya, 'Your answer to this', 'Added what she said');
    await press(priya, 'Save and continue');
    await press(priya, 'Send');
    await system.settle();
    await open(officer, '/console/checks');
    await follow(officer, 'C1, Aldermere Police');
    expect(await told(officer)).toMatch(/Before, version 1 .* Now, version 2 She asked/);
    await press(officer, 'Accept');
    await acceptsTheOthers();
    expect(await openAsks()).toEqual(['circulate', 'returns']);
  });

  it('moves the discussion, showing first what moves with it', async () => {
    // The hospital stays silent, and the audit goes on without it.
    await system.jumpTo('2027-02-26T10:00:00.000Z');
    officer = await signIn('nadia');
    expect(await told(officer)).toContain('Mere Valley Hospital has not sent all');
    const before = mailTo('sian').length;
    const move = { date: '15 3 2027', reason: 'The chair, Peter Lindqvist, is ill' };
    expect(await movesDiscussion(officer, base, move)).toMatch(
      /Pack circulated Monday 1 March 2027 Monday 8 March 2027 .* told, each once/,
    );
    await system.settle();
    const moved = mailTo('sian').slice(before);
    expect(moved.map(({ subject }) => subject.slice(0, 54))).toEqual([
      'Multi-agency audit discussion now on Monday 15 March 2',
    ]);
    expect(moved[0]?.attachments.map(({ mimeType }) => mimeType)).toContain('text/calendar');
  });

  it('circulates the pack to those who take part, each with their own cases (DD-12, DD-13)', async () => {
    await open(officer, `${base}/pack`);
    await press(officer, /^Send the pack now, with 4/);
    await system.settle();
    const kwame = await comeIn('kwame');
    await follow(kwame, /The pack of audit/);
    await follow(kwame, /Read what the agencies wrote about C1/);
    const pack = await told(kwame);
    expect(pack).toContain('Not received Mere Valley Hospital');
    expect(pack).toContain('She asked for the visits to go on');
    expect(pack).not.toContain(said.police);
  });

  it('takes answers about who comes, and says where', async () => {
    await open(officer, `${base}/discussion/place`);
    await type(officer, 'Place, or link to join', 'Wharf Room, Town Hall');
    await press(officer, 'Save');
    await system.jumpTo('2027-03-09T09:30:00.000Z');
    const priya = await comeIn('priya');
    await follow(priya, 'Say whether you come to the multi-agency audit discussion');
    expect(await told(priya)).toContain('Wharf Room, Town Hall');
    await priya.getByLabel('I am coming').check();
    await priya.locator('input[name=confidential]').check();
    await press(priya, 'Send my answer');
    const kwame = await comeIn('kwame');
    await follow(kwame, 'Say whether you come to the multi-agency audit discussion');
    await kwame.getByLabel('A deputy comes in my place').check();
    await type(kwame, 'Name of your deputy', 'Ines Carvalho');
    await press(kwame, 'Send my answer');
    expect(await told(kwame)).toContain('You have said that Ines Carvalho comes in your place');
  });

  it('records the discussion: who was there, grades, conclusions, what follows (DD-14, DD-15, DD-16)', async () => {
    await system.jumpTo('2027-03-15T12:30:00.000Z');
    officer = await signIn('nadia');
    const discussion = `${base}/discussion`;
    await open(officer, `${discussion}/attendance`);
    const present = ['Priya Nair', 'Dean Whitlock', 'Ines Carvalho'];
    await recordsAttendance(officer, { present, absent: ['Siân Llŷr-Davies', 'Kwame Boateng'] });
    expect(await told(officer)).toContain('Nobody was there for: Aldermere Community Health Trust');
    await recordsGrades(officer, discussion, {
      reason: 'What the visits changed is not written down',
      agency: 'We shared all that we knew with Larkrise',
      group: 'The school heard of it in June only',
    });
    expect(await told(officer)).toContain('Not agreed. The agency: We shared all that we knew');
    await writesConclusions(officer, discussion, 'Seen early, and fathers seldom asked.');
    await addsFindings(officer, discussion, [
      ['Good practice', 'Visits went on when she asked for them.'],
      ['Area for development', 'Plans did not say who does what.'],
      ['Theme', 'Fathers were seldom asked.'],
    ]);
    await addsRecommendations(officer, discussion, [
      { agency: 'Aldermere Police', text: 'Ask both parents.', due: '30 9 2027' },
      { agency: "Aldermere Children's Social Care", text: 'Name who does it.', due: '30 9 2027' },
    ]);
    await open(officer, discussion);
    await press(officer, 'Finish the record');
    expect(await told(officer)).toContain('The record is finished');
    await system.settle();
  });

  it('drafts the report, and lets nothing out that may identify somebody (DD-18)', async () => {
    const report = `${base}/report`;
    await open(officer, '/console');
    expect(await told(officer)).not.toContain('Mere Valley Hospital has not sent');
    await press(officer, /^Do it now.*finish the report/);
    expect(await told(officer)).toContain('4 agencies were asked for 5 completed audit tools');
    await follow(officer, 'Edit the report');
    const theme = 'Plans were rated amber throughout';
    await type(officer, 'Themes: Point 1', `${theme}, says Robin Whitaker of AL4 7QD to Tegan.`);
    await press(officer, 'Save and check');
    expect(await told(officer)).toMatch(/“amber”.*“Robin Whitaker”.*“AL4 7QD”.*“Tegan”/);
    await open(officer, report);
    expect(await told(officer)).toContain('can be finished when everything that may identify');
    expect(await officer.getByRole('button', { name: 'Finish the report' }).count()).toBe(0);

    await open(officer, `${report}/edit`);
    await type(officer, 'Themes: Point 1', `${theme}.`);
    await press(officer, 'Save and check');
    await type(officer, /Why it identifies nobody/, 'The colour of a rating, not a name');
    await press(officer, 'Leave it in');
    expect(await told(officer)).toContain('Nothing is left to look at in this version');
    await open(officer, report);
    await press(officer, 'Finish the report');
    await system.settle();
    expect(await openAsks()).toEqual(['approve', 'approve', 'approve', 'approve']);
  });

  it('is approved by those who took part, and an objection is dealt with (DD-19)', async () => {
    const kwame = await comeIn('kwame');
    await follow(kwame, /approve/i);
    await kwame.getByLabel('I approve the report').check();
    await press(kwame, 'Send my answer');
    const dean = { partnershipId: place.id, auditId: await auditId() };
    const { records } = system;
    await answersReport(records, { ...dean, contactId: place.people.dean.id }, await system.now());
    const priya = await comeIn('priya');
    await follow(priya, /approve/i);
    const remarks = { part: 'Do not name Larkrise', general: 'Two visits are not counted' };
    await objects(priya, remarks);
    await system.settle();
    await open(officer, '/console');
    await press(officer, /^Do it now.*objections/);
    expect(await told(officer)).toContain('Two visits are not counted');
    const why = 'Both visits were before the period';
    await type(officer, /Why the report stays as it is/, why);
    await press(officer, 'Answer the objection');
    await system.settle();
    expect(mailTo('priya').at(-1)?.subject).toContain('Your objection to the report has been');
    // Siân says nothing, which is recorded.
    await system.jumpTo('2027-04-01T09:30:00.000Z');
    expect(await openAsks()).toEqual(['decide']);
  });

  it('is decided by the SEG at its meeting; then actions begin (DD-20, DD-21)', async () => {
    officer = await signIn('nadia');
    await open(officer, `${base}/decision`);
    await type(officer, /Day of the meeting/, '21 4 2027');
    await press(officer, 'Save the day');
    expect(await system.records.database.action.count()).toBe(0);
    await system.jumpTo('2027-04-21T14:00:00.000Z');
    officer = await signIn('nadia');
    await open(officer, `${base}/decision`);
    await press(officer, 'Record the decision');
    expect(await told(officer)).toContain('Say what was decided');
    const decision = { minute: 'Minute 7 of April', date: '21 4 2027' };
    await recordsApproval(officer, base, decision);
    expect(await told(officer)).toContain('Minute 7 of April');
    await system.settle();
    await open(officer, '/console/work-plan');
    expect(await told(officer)).toContain('2 open, 0 overdue, 0 blocked');
  });

  it('publishes the briefing and has good practice fed back (DD-24, DD-25)', async () => {
    await open(officer, `${base}/briefing`);
    await type(officer, officer.locator('#point-7'), '- Ask every child what they want');
    await press(officer, 'Save');
    await type(officer, 'Published on', '21 4 2027');
    await type(officer, 'Where', 'https://aldermere.example/briefings/7');
    await press(officer, 'Record the publication');
    expect(await told(officer)).toContain('Published on Wednesday 21 April 2027');
    const priya = await comeIn('priya');
    await follow(priya, 'Say whether good practice was fed back');
    await priya.getByLabel('Yes', { exact: true }).check();
    await type(priya, 'How was it fed back?', 'In supervision, by the team leader');
    await press(priya, 'Send');
    expect(await heading(priya)).toContain('Thank you');
    await system.settle();
  });

  it('asks each quarter until every action is confirmed complete (DD-22, DD-23)', async () => {
    await system.jumpTo('2027-07-01T09:30:00.000Z');
    await updatesAction(await comeIn('priya'), 'No change, still on track', 'Training is booked');
    const agency = 'social-care' as const;
    const complete = { agency, says: 'complete' as const, text: said.update };
    const given = { place, audit: { id: await auditId() }, ...complete };
    await agencySays(system.records, given, await system.now());
    await system.settle();
    officer = await signIn('nadia');
    await press(officer, /^Do it now.*confirm/);
    await press(officer, /Confirm that it is complete/);
    await system.settle();
    await system.jumpTo('2027-07-21T09:30:00.000Z');
    expect(mailTo('yasmin').at(-1)?.subject).toContain('fewer than 3 open');
    const graham = await comeIn('graham');
    await follow(graham, /The work plan of/);
    expect(await told(graham)).toContain('No change, still on track');

    await system.jumpTo('2027-10-01T09:30:00.000Z');
    await updatesAction(await comeIn('priya'), 'It is complete', 'Both parents are asked now');
    await system.settle();
    officer = await signIn('owen');
    await open(officer, `${base}/actions`);
    await press(officer, /Confirm that it is complete/);
    await system.settle();
    expect(mailTo('graham').at(-1)?.subject).toContain('nothing is open');
    expect(await system.jumpToNext()).toBeNull();
    await open(officer, base);
    expect(await told(officer)).toContain('Closed Friday 1 October 2027');
  });

  it('leaves no name, address or typed text in Temporal', async () => {
    const temporal = await everythingInTemporal(system.client, system.records);
    // It is read at all: the agency's key is there, and so is what happened to its request.
    expect(temporal).toContain('request/aldermere/2027-01/police');
    expect(temporal).toContain('answered');
    const everybody = Object.values(place.people).flatMap(({ name, email }) => [name, email]);
    const onTheList = ['Casey Person', 'LR-10'];
    // Dates and times of day say nothing, and stand there.
    const typed = people.typed.filter((text) => /\p{L}{3}/u.test(text));
    const secrets = [...everybody, ...names, ...onTheList, ...Object.values(said), ...typed];
    expect(secrets.length).toBeGreaterThan(120);
    expect(secrets.filter((secret) => temporal.includes(secret))).toEqual([]);
  });
});

async function acceptsTheOthers(): Promise<void> {
  const by = { contactId: place.people.nadia.id };
  const asks = { step: 'check', outcome: null };
  for (const { returnId: id } of await system.records.database.ask.findMany({ where: asks })) {
    const first = { partnershipId: place.id, returnId: id ?? '', version: 1 };
    const outcome = await acceptReturn(system.records, first, by, await system.now());
    expect(outcome.kind).toBe('accepted');
  }
  await system.settle();
}
