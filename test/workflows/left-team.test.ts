import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { addAgency } from '../../records/audits/add-agency.ts';
import { withdrawAgency } from '../../records/audits/withdraw-agency.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmitsAll,
} from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';
import { agencyNames, member } from '../support/team-audit.ts';

const records = readFileSync(
  new URL('../support/profiles/checked-records.yaml', import.meta.url),
  'utf8',
);
const asksInvolvement = `  - key: involvement
    kind: check-involvement
    ask: { due: { workingDays: 3 }, closeWorkingDaysAfter: 2 }
  - key: records
`;
const asked = records
  .slice(0, records.indexOf('    qualityCheck:'))
  .replace('profile: checked-records', 'profile: asked-records')
  .replace('  - key: records\n', asksInvolvement);
const ofTeam = asked
  .replace('profile: asked-records', 'profile: team-records')
  .replace(
    '  - key: involvement\n',
    `  - key: team
    kind: name-team
    wanted: Somebody who knows what good looks like.
    most: 2
    ask: { due: { workingDays: 3 }, closeWorkingDaysAfter: 2 }
  - key: involvement
`,
  )
  .replace('kind: gather-returns\n', 'kind: gather-returns\n    who: team\n');

let system: System;
let place: Aldermere;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
});
afterAll(() => system?.stop());

/** An audit of three children who are named, up to the first stage after that. */
async function begun(yaml: string): Promise<StartedAudit> {
  const now = await system.now();
  const profileVersionId = await transaction(system.records, (tx) =>
    storeProfile(tx, place.id, yaml, now),
  );
  const audit = await startedAudit(system.records, place, now, {
    profileVersionId,
    change: { size: { cases: 3, reason: 'Three are enough here.' } },
  });
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(system.records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
  return audit;
}

const openAsks = (auditId: string, step: string) =>
  system.records.database.ask.findMany({ where: { auditId, step, outcome: null } });
const status = async (workflowId: string) =>
  (await system.client.workflow.getHandle(workflowId).describe()).status.name;
const requestOf = ({ number }: StartedAudit, agency: string) =>
  status(requestWorkflowId(place.id, number, agency));

/** Each agency that is asked knew these children; all others none. */
async function theyKnew(auditId: string, known: Record<string, number[]>) {
  for (const { id: askId, agencyId } of await openAsks(auditId, 'involvement')) {
    const knows = known[agencyId ?? ''] ?? [];
    await leadAnswersInvolvement(system.records, { askId, knows }, await system.now());
  }
  await system.settle();
}

async function everybodySends(auditId: string) {
  for (const { requestId, contactId } of await openAsks(auditId, 'returns')) {
    const own = { requestId: requestId ?? '', contactId };
    const outcomes = await respondentSubmitsAll(system.records, own, await system.now());
    expect(new Set(outcomes)).toEqual(new Set(['submitted']));
  }
  await system.settle();
}

async function leaves({ id: auditId }: StartedAudit, agency: string) {
  const input = { partnershipId: place.id, auditId, agency, reason: 'It has merged.' };
  const by = { contactId: place.people.nadia.id };
  const outcome = await withdrawAgency(system.records, input, by, await system.now());
  expect(outcome).toEqual({ kind: 'withdrawn' });
  await system.settle();
}

const subjectsTo = ({ email }: { email: string }) =>
  system.inbox.to(email).map(({ subject }) => subject ?? '');
const silences = (auditId: string) =>
  system.records.database.event.count({
    where: { chain: auditId, kind: { contains: 'not-answered' } },
  });

it('goes on when one of an audit team leaves: the others are told and audit every child', async () => {
  const audit = await begun(ofTeam);
  const { dean, rosa, marek, priya } = place.people;
  const team = new Map([
    [place.agencies.police, dean],
    [place.agencies['social-care'], rosa],
    [place.agencies.housing, marek],
  ]);
  for (const { agencyId } of await openAsks(audit.id, 'team')) {
    const who = team.get(agencyId ?? '');
    const members = who ? [member(who.name, who.email)] : [];
    const of = { partnershipId: place.id, auditId: audit.id, agencyId: agencyId ?? '' };
    await agencyNames(system.records, { ...of, members }, await system.now());
  }
  await system.settle();
  await theyKnew(audit.id, {});
  expect(await requestOf(audit, 'police')).toBe('RUNNING');

  await system.jumpTo('2027-01-13T10:00:00.000Z');
  await leaves(audit, 'police');
  expect(await requestOf(audit, 'police')).toBe('COMPLETED');
  expect(await requestOf(audit, 'housing')).toBe('RUNNING');
  await system.jumpTo('2027-01-14T10:00:00.000Z');
  const gone = (subjects: string[]) => subjects.filter((each) => each.includes('takes no part'));
  expect(gone(subjectsTo(dean))).toHaveLength(1);
  expect(gone(subjectsTo(priya))).toHaveLength(1);
  const told = [rosa, marek].flatMap((each) => subjectsTo(each));
  expect(told.filter((each) => each.includes('More children to audit'))).toHaveLength(1);

  await everybodySends(audit.id);
  expect(await status(auditWorkflowId(place.id, audit.number))).toBe('COMPLETED');
  const sent = await system.records.database.return.findMany({
    where: { auditId: audit.id, state: { not: 'withdrawn' } },
    select: { state: true, caseId: true },
  });
  expect(sent.map(({ state }) => state)).toEqual(['submitted', 'submitted', 'submitted']);
  expect(new Set(sent.map(({ caseId }) => caseId)).size).toBe(3);
  expect(await silences(audit.id)).toBe(0);
});

it('asks an agency anew that was withdrawn and is added again, with emails of their own', async () => {
  const audit = await begun(asked);
  const { marek } = place.people;
  const { police, housing } = place.agencies;
  await theyKnew(audit.id, { [police]: [1], [housing]: [1, 2] });
  await leaves(audit, 'housing');
  expect(await requestOf(audit, 'housing')).toBe('COMPLETED');
  await system.jumpTo('2027-01-18T10:00:00.000Z');
  const before = subjectsTo(marek).length;

  const by = { contactId: place.people.nadia.id };
  const back = { partnershipId: place.id, auditId: audit.id, agency: { agencyId: housing } };
  const added = await addAgency(system.records, back, by, await system.now());
  expect(added).toEqual({ kind: 'asked' });
  await system.settle();
  await system.jumpTo('2027-01-19T10:00:00.000Z');
  await theyKnew(audit.id, { [housing]: [2, 3] });
  expect(await requestOf(audit, 'housing')).toBe('RUNNING');
  await system.jumpTo('2027-01-20T10:00:00.000Z');
  const [answer, tools, ...more] = subjectsTo(marek).slice(before);
  expect([answer, tools, more]).toEqual([
    expect.stringContaining('3 children'),
    expect.stringContaining('2 completed audit tools'),
    [],
  ]);
  await everybodySends(audit.id);
  expect(await status(auditWorkflowId(place.id, audit.number))).toBe('COMPLETED');
  expect(await silences(audit.id)).toBe(0);
});
