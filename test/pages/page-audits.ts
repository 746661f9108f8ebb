import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { endLink, issueLinkToken } from '../../records/access/links.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { endStage } from '../../records/audits/stages.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import { askToGatherFeedback } from '../../records/involvement/family-feedback.ts';
import { askToDisseminate } from '../../records/learning/disseminate.ts';
import { askForExperience } from '../../records/learning/experience.ts';
import { askToTellTeams } from '../../records/planning/teams-told.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { revise, sentBack, submitAgain, submitted } from '../support/checking.ts';
import { raisedConcern } from '../support/concerns.ts';
import { auditAtChoice, auditAtChosenDiscussion, deepDivesYaml } from '../support/deep-dives.ts';
import { type Aldermere, storeProfile } from '../support/directory.ts';
import { auditAtDiscussion, auditAtPack, dates } from '../support/discussed-audit.ts';
import {
  auditAtFollowUp,
  auditBeforeAdoption,
  beginFollowUp,
  followUpDates,
  segApproves,
} from '../support/followed-up-audit.ts';
import { lookingAgain } from '../support/looked-at-again.ts';
import { auditAtPairs, discussionIsPrepared, pairsAreNamed, pairsYaml } from '../support/pairs.ts';
import { respondentSubmits } from '../support/people.ts';
import { auditAtTerms, writeTerms } from '../support/planned-audit.ts';
import {
  answersReport,
  auditAtApproval,
  auditAtDecision,
  auditAtReport,
  recordDiscussion,
  reportDates,
} from '../support/reported-audit.ts';
import {
  auditAtInvolvement,
  auditAtReturns,
  drawnAudit,
  fillIn,
  returnOf,
} from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';
import {
  agencyNames,
  auditAtTeam,
  auditorOf,
  involvementAnswered,
  member,
  returnsAsked,
  teamReturns,
} from '../support/team-audit.ts';
import { upload } from '../support/uploads.ts';
import { auditWithoutChildren } from '../support/without-children.ts';
import type { Standing } from './page-stage.ts';

const { started } = dates;
const planning = new Date('2027-01-12T10:00:00Z');
const asked = new Date('2027-06-07T10:00:00Z');

export const atInvolvement = (records: Records, place: Aldermere) =>
  auditAtInvolvement(records, place, started);
export const atPack = auditAtPack;
export const atDiscussion = auditAtDiscussion;
export const atReport = auditAtReport;
export const atDecision = auditAtDecision;
export const atFollowUp = auditAtFollowUp;

/** Links in all their states, a sign-in, and an audit of which everything has been answered. */
export async function waysIn({ test, place, browserOf }: Standing) {
  const { records, clock } = test;
  const linkOf = async (who: keyof Aldermere['people'], now = clock.now) => {
    const contactId = place.people[who].id;
    const given = { partnershipId: place.id, contactId, letterId: null, now };
    return transaction(records, (tx) => issueLinkToken(tx, { ...given, purpose: 'asks' }));
  };
  const expired = await linkOf('sian', new Date(clock.now.getTime() - 200 * 24 * 3_600_000));
  const [handedOver, replaced] = [await linkOf('anil'), await linkOf('grace')];
  await transaction(records, async (tx) => {
    await endLink(tx, { contactId: place.people.anil.id, why: 'handed-over', now: clock.now });
    await endLink(tx, { contactId: place.people.grace.id, why: 'revoked', now: clock.now });
  });
  const nobody = await browserOf('nobody to sign in');
  await nobody.post('/console/sign-in', { email: place.people.nadia.email });
  const letter = await test.inbox.waitFor(place.people.nadia.email, 'ign in');
  const signIn = /sign-in\/([\w-]+)/.exec(letter.text ?? '')?.[1] ?? '';
  const named = { expired, handedOver, replaced, signIn, unknown: 'x'.repeat(43) };
  const [begun, listed] = [await newDraft(browserOf, place), await newDraft(browserOf, place)];
  const nadia = await browserOf('staff nadia');
  const levels = ['universal', 'early help', 'child in need', 'child protection', 'child in care'];
  const rows = Array.from({ length: 30 }, (_, row) => `A${row},${levels[row % 5]},Front door`);
  const list = ['Local reference,Level of need,Source', ...rows].join('\n');
  const base = `/console/audits/new/${listed}`;
  const sources = { sources: 'concern', 'rationale-concern': 'Responses came late.' };
  await nadia.post(`${base}/focus`, { focus: 'Children who go missing', ...sources });
  const bytes = Buffer.from(list);
  await upload(nadia, { url: `${base}/list`, field: 'list', name: 'list.csv', bytes });
  return { ...named, open: await linkOf('priya'), draft: begun, listed };
}

/** Somebody has asked to sign in. */
export async function letterSent({ test, place, browserOf }: Standing) {
  const { email } = place.people.nadia;
  await (await browserOf('nobody')).post('/console/sign-in', { email });
  await test.inbox.waitFor(email, 'ign in');
  return {};
}

/** Two lists of the directory: one that changes something, and one with a line that says nothing. */
export async function listUploaded({ browserOf }: Standing) {
  const nadia = await browserOf('staff nadia');
  const csv = (await nadia.get('/console/directory/list.csv')).body;
  const uploaded = async (text: string) => {
    const given = { url: '/console/directory/upload', field: 'file', name: 'directory.csv' };
    const reply = await upload(nadia, { ...given, bytes: Buffer.from(text) });
    return String(reply.headers.location).split('/').at(-1) ?? '';
  };
  return {
    changes: await uploaded(csv.replace('Priya Nair', 'Priya Nair-Holt')),
    odd: await uploaded(`${csv}nobody knows,what this is\n`),
  };
}

async function newDraft(browserOf: Standing['browserOf'], place: Aldermere): Promise<string> {
  const nadia = await browserOf('staff nadia');
  const { profileVersionId } = place;
  const begun = await nadia.post('/console/audits/new', { profileVersionId });
  return /new\/([\w-]+)\//.exec(String(begun.headers.location))?.[1] ?? '';
}

/** Police and health have begun nothing; what social care knows of C1 is filled in. */
export async function atReturns(records: Records, place: Aldermere) {
  const audit = await auditAtReturns(records, place, started);
  const of = { agencyId: place.agencies['social-care'], number: 1 };
  const { id: returnId } = await returnOf(records, audit, of);
  await fillIn(records, { place, returnId, by: place.people.rosa.id }, started);
  return audit;
}

export async function concernRaised({ test, place }: Standing) {
  const { number } = await raisedConcern(test.records, { place }, test.clock.now);
  return { concern: number };
}

/** C1 of the police came back with a remark; C2 was changed after one and sent again. */
export async function sentBackAgain(records: Records, place: Aldermere) {
  const audit = await auditAtReturns(records, place, started);
  const by = place.people.priya.id;
  const remarks = {
    impact: 'Which difference did it make to her?',
    assessment: 'Who was asked, and when?',
  };
  const at = (day: number) => new Date(`2027-03-${String(day).padStart(2, '0')}T10:00:00Z`);
  for (const number of [1, 2]) {
    const police = { place, audit, agency: 'police' as const, number, by };
    const returnId = await submitted(records, police, at(9));
    await sentBack(records, { place, returnId, remarks }, at(10));
    if (number === 1) continue;
    const answer = 'Now it says which.';
    for (const section of Object.keys(remarks)) {
      const text = 'She came to school every day.';
      await revise(records, { place, returnId, by, section, text, answer }, at(11));
    }
    await submitAgain(records, { place, returnId, by }, at(11));
  }
  return audit;
}

/** Priya has objected. */
export async function atApproval(records: Records, place: Aldermere) {
  const audit = await auditAtApproval(records, place);
  const of = { partnershipId: place.id, auditId: audit.id, contactId: place.people.priya.id };
  const said = { answer: 'object', general: 'The third finding is not what we said.' };
  await answersReport(records, { ...of, ...said }, reportDates.answered);
  return audit;
}

/** The terms of reference are written; teams are to be told. */
export async function atTerms(records: Records, place: Aldermere) {
  const audit = await auditAtTerms(records, place, planning);
  await writeTerms(records, place, { auditId: audit.id, finish: false }, planning);
  const ref = { partnership: place.id, audit: audit.number };
  await askToTellTeams(records, { ...ref, stage: 'teams', kind: 'tell-teams' }, planning);
  return audit;
}

export async function atTermsVote(records: Records, place: Aldermere) {
  const audit = await auditAtTerms(records, place, planning);
  await writeTerms(records, place, { auditId: audit.id }, planning);
  return audit;
}

export async function atTeam(records: Records, place: Aldermere) {
  const groups = { executive: 'Executive', 'assurance-and-review-group': 'Assurance Group' };
  for (const [key, name] of Object.entries(groups)) {
    const group = { id: randomUUID(), partnershipId: place.id, key, name };
    await records.database.body.create({ data: group });
  }
  const yaml = read('../../profiles/solihull-dip-sample.yaml');
  const { profileVersionId } = await withProfile(records, place, yaml);
  return auditAtTeam(records, place, profileVersionId, planning);
}

/** Dean and Rosa are the team, and Dean has sent one of his tools. */
export async function atTeamReturns(records: Records, place: Aldermere) {
  const audit = await atTeam(records, place);
  const { dean, rosa } = place.people;
  const of = { partnershipId: place.id, auditId: audit.id };
  const { police, 'social-care': socialCare } = place.agencies;
  const team = [
    { agencyId: police, members: [member(dean.name, dean.email)] },
    { agencyId: socialCare, members: [member(rosa.name, rosa.email)] },
  ];
  for (const named of team) await agencyNames(records, { ...of, ...named }, planning);
  await involvementAnswered(records, { place, audit, holder: 'Robin Whitaker' }, planning);
  await returnsAsked(records, { place, audit }, planning);
  const [first] = (await teamReturns(records, audit.id)).filter(
    (row) => auditorOf(row) === dean.id,
  );
  await respondentSubmits(records, { returnId: first?.id ?? '', contactId: dean.id }, planning);
  return audit;
}

/** The planning section is for children in need; grades are described, with guidance. */
export async function withRules(records: Records, place: Aldermere) {
  const profile = parse(read('../../profiles/wscp-deep-dive.yaml'));
  profile.version = 2;
  const inNeed = { key: 'in-need', label: 'Supported as a child in need?', type: 'yes-no' };
  profile.facts = [{ ...inNeed, statedBy: 'officer' }];
  const { tool } = profile;
  tool.noGrade = true;
  tool.scale[0].guidance = 'Everything that good asks for, and more.';
  tool.sections = JSON.parse(JSON.stringify(tool.sections)).map((section: { key: string }) => {
    const when = { fact: 'in-need', equals: 'yes' };
    if (section.key === 'planning') {
      return { ...section, applies: { when, note: 'Normally for children in need only.' } };
    }
    if (section.key !== 'impact') return section;
    return { ...section, descriptors: [{ grade: 'good', text: 'The child is safer for it.' }] };
  });
  const yaml = stringify(profile, { aliasDuplicateObjects: false });
  const audit = await auditAtReturns(records, await withProfile(records, place, yaml), started);
  const of = { agencyId: place.agencies.police, number: 1 };
  const { id: returnId } = await returnOf(records, audit, of);
  await fillIn(records, { place, returnId, by: place.people.priya.id }, started);
  return audit;
}

/** Social care has said whom of a family to ask, and that was asked for. */
export async function withFamilies(records: Records, place: Aldermere) {
  const there = await withProfile(records, place, deepDivesYaml);
  const audit = await auditAtInvolvement(records, there, started);
  const step = { auditId: audit.id, step: 'involvement' };
  const ask = await records.database.ask.findFirstOrThrow({
    where: { ...step, agencyId: place.agencies['social-care'] },
  });
  const feedback = { who: ['child', 'parents'], name: 'Jo Fenn', email: 'jo.fenn@council.example' };
  const answers = audit.children.map(({ caseId, number }) => ({
    caseId,
    known: number === 2,
    services: [],
    othersInvolved: [],
    ...(number === 2 ? { feedback } : {}),
  }));
  const input = { partnershipId: place.id, askId: ask.id, answers } as never;
  await answerInvolvement(records, input, { contactId: ask.contactId }, started);
  const ref = { partnership: place.id, audit: audit.number };
  const stage = { ...ref, stage: 'family', kind: 'gather-feedback' as const };
  await askToGatherFeedback(records, stage, dates.circulated);
  const arranged = await records.database.ask.findFirst({ where: { step: 'family-feedback' } });
  const people = { ...place.people, jo: { id: arranged?.contactId ?? '' } };
  return { ...audit, place: { id: place.id, people } };
}

export async function atChoice(records: Records, place: Aldermere) {
  const yaml = deepDivesYaml.replace('dates:\n', 'overseenBy: audit-group\ndates:\n');
  return auditAtChoice(records, await withProfile(records, place, yaml));
}

export async function atChosenDiscussion(records: Records, place: Aldermere) {
  return auditAtChosenDiscussion(records, await withProfile(records, place, deepDivesYaml));
}

export async function atPairs(records: Records, place: Aldermere) {
  return auditAtPairs(records, await withProfile(records, place, pairsYaml));
}

export async function atPairsDiscussion(records: Records, place: Aldermere) {
  const there = await withProfile(records, place, pairsYaml);
  const audit = await auditAtPairs(records, there);
  await pairsAreNamed(records, there, audit);
  await discussionIsPrepared(records, there, audit);
  const ref = { partnership: place.id, audit: audit.number };
  const wait = `audit/${place.id}/${audit.number}#discussion`;
  await actOnClock(records, { ...ref, wait }, dates.discussed);
  return audit;
}

/** What the pair of C2 is asked for, as the business unit comes to it. */
export async function feedbackAsked({ test }: Standing) {
  const where = { step: 'case-feedback', round: 2 };
  const ask = await test.records.database.ask.findFirstOrThrow({ where });
  return { feedback: ask.id };
}

export async function atReview(records: Records, place: Aldermere) {
  const lead = { contactId: place.people.kwame.id, agencyId: place.agencies['social-care'] };
  const held = { partnershipId: place.id, role: 'strategic-lead', fromDate: '2024-01-01' };
  await records.database.roleHolding.create({ data: { id: randomUUID(), ...held, ...lead } });
  return auditAtDiscussion(records, await lookingAgain(records, place, started));
}

/** The discussion is recorded, and what was sent may be looked at again. */
export async function atReconsider(records: Records, place: Aldermere) {
  const audit = await auditAtDiscussion(records, await lookingAgain(records, place, started));
  await recordDiscussion(records, { place, audit }, dates.discussed);
  return audit;
}

const office = 'escalate: { workingDaysAfter: 3, to: [manager] }';
const once = 'ask: { due: { workingDays: 5 }, closeWorkingDaysAfter: 0 }';

/** A process with an action plan, with outputs of its own, and with much to be passed on. */
export async function atActionPlan(records: Records, place: Aldermere) {
  const yaml = read('../../profiles/wscp-deep-dive.yaml')
    .replace('\nversion: 1', '\nversion: 2')
    .replace(
      '    everyMonths: 3',
      `    everyMonths: 3
    plan: { due: { workingDays: 10 }, ${office} }
    smart: true
    owner: line-manager
    practitionerAgrees: true
    exceptions: { body: audit-group }`,
    )
    .replace(
      '    briefing:',
      `    outputs:
      - { key: newsletter, kind: newsletter, title: Newsletter, ask: { due: { workingDays: 10 }, ${office} } }
    passOn:
      - { key: manager, by: auditors, title: Tell the Team Manager, copy: true, ${once} }
      - { key: staff, by: agencies, title: Tell your staff, replies: true, ${once} }
    experience: { questions: [How was it?, What would you change?], body: audit-group, ask: { due: { workingDays: 30 }, closeWorkingDaysAfter: 0 } }
    briefing:`,
    );
  const audit = await auditBeforeAdoption(records, await withProfile(records, place, yaml));
  const { adopted } = followUpDates;
  await segApproves(records, { place, audit }, adopted);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(records, { ...ref, stage: 'seg', kind: 'approve' }, adopted);
  await beginFollowUp(records, { place, audit }, adopted);
  await askToDisseminate(records, { ...ref, stage: 'briefing', kind: 'disseminate' }, adopted);
  await transaction(records, async (tx) =>
    askForExperience(tx, await auditContext(tx, audit.id), adopted),
  );
  return audit;
}

/** The programme of a year, one of whose audits has begun. */
export async function inProgrammeYear(records: Records, place: Aldermere) {
  await records.database.roleHolding.updateMany({ data: { fromDate: '2020-01-01' } });
  const desk = read('../support/profiles/desk-review.yaml');
  for (const name of ['solihull-thematic', 'solihull-dip-sample']) {
    await withProfile(records, place, desk.replace('profile: desk-review', `profile: ${name}`));
  }
  return startedAudit(records, place, new Date('2022-06-06T09:00:00Z'));
}

export async function addProgramme({ browserOf }: Standing) {
  const nadia = await browserOf('staff nadia');
  const text = read('../../programmes/solihull-2022-23.yaml');
  await nadia.post('/console/add-programme', { text });
  return {};
}

/** Two audits that began on the same day, so that all their dates fall together. */
export async function withClashes(records: Records, place: Aldermere) {
  await drawnAudit(records, place, dates.started);
  return drawnAudit(records, place, dates.started);
}

/** An audit in which thirty schools are asked, in a partnership of its own. */
export async function ofSchools(records: Records) {
  const many = { establishments: 30, id: 'schools' };
  const agencies = ['police', 'schools', 'probation'];
  const wanted = { profile: 'solihull-schools-175', agencies, ...many };
  const { place, audit } = await auditWithoutChildren(records, wanted, asked);
  return { ...audit, place };
}

/** Three agencies that are asked about themselves. */
export async function ofSections(records: Records) {
  const agencies = ['police', 'schools', 'probation'];
  const wanted = { profile: 'solihull-section-11', agencies, id: 'sections' };
  const { place, audit } = await auditWithoutChildren(records, wanted, asked);
  return { ...audit, place };
}

/** The same people, who came to a course of which two say what they make of it. */
export async function ofTraining(records: Records) {
  const many = { attendances: 2, id: 'training' };
  const agencies = ['police', 'schools', 'probation'];
  const wanted = { profile: 'solihull-training-impact', agencies, ...many };
  const { place, audit } = await auditWithoutChildren(records, wanted, asked);
  return { ...audit, place };
}

async function withProfile(records: Records, place: Aldermere, yaml: string): Promise<Aldermere> {
  const profileVersionId = await transaction(records, (tx) =>
    storeProfile(tx, place.id, yaml, started),
  );
  return { ...place, profileVersionId };
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
