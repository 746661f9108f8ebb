import { randomUUID } from 'node:crypto';
import { type NewAudit, proposedAudit } from '../../domain/new-audit.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { profileOf, workingCalendar } from '../../records/audits/audit-context.ts';
import { startAudit } from '../../records/audits/start-audit.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import { askWhoIsInvolved } from '../../records/involvement/involvement.ts';
import { ownReturn } from '../../records/returns/own-return.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { startReturn } from '../../records/returns/start-return.ts';
import { enterIdentities } from '../../records/sample/identities.ts';
import { drawSample } from '../../records/sample/sample.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import type { Aldermere } from './directory.ts';

/** An invented child, whose names must turn up nowhere but on the pages of those asked about it. */
export interface ExampleChild {
  caseId: string;
  number: number;
  names: string[];
  born: string;
  mother: string;
}

export interface RunningAudit {
  id: string;
  number: string;
  focus: string;
  children: ExampleChild[];
}

const children: Pick<ExampleChild, 'names' | 'born' | 'mother'>[] = [
  { names: ['Tegan Blakemore', 'Tegan Hart'], born: '2014-03-09', mother: 'Kirsty Hart' },
  { names: ["Jamie O'Shea"], born: '2011-11-30', mother: "Orla O'Shea" },
  { names: ['Rhŷs Pritchard'], born: '2016-07-21', mother: 'Carys Pritchard' },
  { names: ['Amelia Vance'], born: '2009-01-02', mother: 'Dawn Vance' },
  { names: ['Yusuf Karimi'], born: '2018-05-17', mother: 'Leila Karimi' },
  { names: ['Ellie-Mae Stott'], born: '2012-09-08', mother: 'Joanne Stott' },
  { names: ['Kacper Wrona'], born: '2015-12-24', mother: 'Beata Wrona' },
  { names: ['Marlon Achebe'], born: '2010-06-13', mother: 'Ngozi Achebe' },
];

const levels = ['universal', 'early-help', 'child-in-need', 'child-protection', 'child-in-care'];

/** Started, drawn, and every drawn child named: what the first two stages leave behind. */
export async function drawnAudit(
  records: Records,
  place: Aldermere,
  now: Date,
  cases = children.length,
): Promise<RunningAudit> {
  const focus = 'Neglect of children under twelve';
  const started = await startAudit(
    records,
    {
      partnershipId: place.id,
      startKey: randomUUID(),
      profileVersionId: place.profileVersionId,
      audit: await newAudit(records, place, { focus, cases }, now),
    },
    { contactId: place.people.nadia.id },
    now,
  );
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const ref = { partnership: place.id, audit: started.number };
  await drawSample(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, now);
  const named = await nameChildren(records, started.auditId, place, now);
  return { id: started.auditId, number: started.number, focus, children: named };
}

/** One step further: each agency's safeguarding lead has been written to and asked which children it knew. */
export async function auditAtInvolvement(
  records: Records,
  place: Aldermere,
  now: Date,
  cases = children.length,
): Promise<RunningAudit> {
  const audit = await drawnAudit(records, place, now, cases);
  const ref = { partnership: place.id, audit: audit.number };
  await askWhoIsInvolved(records, { ...ref, stage: 'involvement', kind: 'check-involvement' }, now);
  return audit;
}

/** Which children (by number) an agency says it knew; several services where it names several. */
export type Known = Partial<
  Record<keyof Aldermere['agencies'], { number: number; services?: string[] }[]>
>;

export const whoKnewWhom: Known = {
  police: [{ number: 1 }, { number: 2 }, { number: 3 }],
  'social-care': [{ number: 1 }, { number: 2 }, { number: 4 }],
  'community-health': [
    { number: 1, services: ['midwifery', 'health-visiting'] },
    { number: 3, services: ['health-visiting'] },
  ],
};

/** One step further: those agencies have answered, and their requests are open. */
export async function auditAtReturns(
  records: Records,
  place: Aldermere,
  now: Date,
  known: Known = whoKnewWhom,
): Promise<RunningAudit> {
  const audit = await auditAtInvolvement(records, place, now);
  for (const agency of Object.keys(place.agencies) as (keyof Aldermere['agencies'])[]) {
    await answerFor(records, { place, audit, agency, known: known[agency] ?? [] }, now);
  }
  const ref = { partnership: place.id, audit: audit.number };
  const stage = { ...ref, stage: 'returns', kind: 'gather-returns' as const };
  await openRequests(records, stage, now);
  const requests = await records.database.request.findMany({
    where: { auditId: audit.id },
    select: { agency: { select: { key: true } } },
    orderBy: { agency: { key: 'asc' } },
  });
  for (const { agency } of requests) {
    const wait = await openRequest(records, { ...ref, agency: agency.key }, now);
    await actOnClock(records, { ...ref, wait: wait.id }, now);
  }
  return audit;
}

async function answerFor(
  records: Records,
  given: {
    place: Aldermere;
    audit: RunningAudit;
    agency: keyof Aldermere['agencies'];
    known: { number: number; services?: string[] }[];
  },
  now: Date,
): Promise<void> {
  const { place, audit, agency, known } = given;
  const ask = await records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'involvement', agencyId: place.agencies[agency] },
  });
  const answers = audit.children.map(({ caseId, number }) => {
    const there = known.find((each) => each.number === number);
    const services = there?.services?.map((key) => place.services[key as 'midwifery']) ?? [null];
    return {
      caseId,
      known: there !== undefined,
      services: services.map((serviceId) => ({
        serviceId,
        lastContact: 'early in the period',
        caseHolder: 'Robin Whitaker',
        lineManager: 'Alex Thornbury',
      })),
      othersInvolved: [],
    };
  });
  const outcome = await answerInvolvement(
    records,
    { partnershipId: place.id, askId: ask.id, answers },
    { contactId: ask.contactId },
    now,
  );
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
}

async function newAudit(
  records: Records,
  place: Aldermere,
  given: { focus: string; cases: number },
  now: Date,
): Promise<NewAudit> {
  const profile = await profileOf(records.database, place.profileVersionId);
  const calendar = workingCalendar({ zone: 'Europe/London', closures: [] }, now);
  const proposed = proposedAudit(profile, now, { ...profile.clock, calendar });
  const usual = given.cases === proposed.size.cases;
  return {
    ...proposed,
    focus: given.focus,
    sources: [{ kind: 'concern', rationale: 'Three referrals in one month came late.' }],
    kloes: (stageOfKind(profile, 'choose-theme')?.kloes ?? []).slice(0, 1).map(({ key }) => key),
    size: { cases: given.cases, reason: usual ? '' : 'A smaller audit than usual.' },
    list: {
      rows: Array.from({ length: 30 }, (_, position) => ({
        reference: `ALD${1000 + position}`,
        level: levels[position % levels.length] ?? '',
        source: 'Front door list',
        familyReference: null,
        knownAgencies: [],
      })),
      droppedColumns: 0,
    },
    excluded: [],
    leftOut: [],
  };
}

/** As the officer does; with the last one the asking who they are is settled. */
async function nameChildren(
  records: Records,
  auditId: string,
  place: Aldermere,
  now: Date,
): Promise<ExampleChild[]> {
  const { database } = records;
  const cases = await database.case.findMany({ where: { auditId }, orderBy: { number: 'asc' } });
  const named: ExampleChild[] = [];
  for (const [position, { id, number }] of cases.entries()) {
    const child = children[position % children.length] as (typeof children)[number];
    const person = { address: '', nhsNumber: '' };
    const outcome = await enterIdentities(
      records,
      {
        partnershipId: place.id,
        caseId: id,
        people: [
          { ...person, relation: 'subject', names: child.names, born: child.born },
          { ...person, relation: 'parent', names: [child.mother], born: '' },
        ],
      },
      { contactId: place.people.nadia.id },
      now,
    );
    if (outcome.kind !== 'entered') throw new Error(JSON.stringify(outcome));
    named.push({ caseId: id, number, ...child });
  }
  return named;
}

/** One agency's return for one child; of a service where it has several. */
export async function returnOf(
  records: Records,
  audit: RunningAudit,
  given: { agencyId: string; number: number; serviceId?: string },
) {
  return records.database.return.findFirstOrThrow({
    where: {
      auditId: audit.id,
      request: { agencyId: given.agencyId },
      case: { number: given.number },
      ...(given.serviceId ? { serviceId: given.serviceId } : {}),
    },
  });
}

/** Accepts the statement, declares independence and answers every question of a return. */
export async function fillIn(
  records: Records,
  given: { place: Aldermere; returnId: string; by: string; text?: string },
  now: Date,
): Promise<Record<string, number>> {
  const { place, returnId, by, text = 'Seen weekly, and heard.' } = given;
  const actor = { contactId: by };
  const input = { partnershipId: place.id, returnId };
  await startReturn(records, { ...input, independent: true }, actor, now);
  const own = await transaction(records, (tx) => ownReturn(records, tx, input, actor));
  if (!own) throw new Error(`there is no return ${returnId} for ${by}`);
  const { tool } = own;
  const seen: Record<string, number> = {};
  for (const section of tool.sections) {
    const answers = Object.fromEntries(
      section.questions.map(({ key, type }) => [key, type === 'rating' ? 'good' : text]),
    );
    const draft = { ...input, section: section.key, answers, revision: 0 };
    const saved = await saveDraft(records, draft, actor, now);
    if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
    seen[section.key] = saved.revision;
  }
  return seen;
}
