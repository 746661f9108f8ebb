import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { addAgency } from '../../records/audits/add-agency.ts';
import { latestReport } from '../../records/report/report-versions.ts';
import { withdrawSubject } from '../../records/returns/withdraw-subject.ts';
import { transaction } from '../../records/store/transaction.ts';
import { askedAtStart } from '../../rehearsal/asked-at-start.ts';
import { withListedPeople } from '../../rehearsal/listed-people.ts';
import { type StartedAudit, startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import { type InventedPartnership, inventPartnership } from '../../rehearsal/partnership.ts';
import { respondentSubmits } from '../../rehearsal/people/returns.ts';
import { profileText } from '../../rehearsal/play-audit.ts';
import { type System, startSystem } from '../support/system.ts';

const agencies = ['schools', 'police'];
let system: System;
let place: InventedPartnership;
let audit: StartedAudit;

/** An audit of four schools, of which one agency has all. */
beforeAll(async () => {
  system = await startSystem('2027-10-04T10:00:00.000Z');
  const { records } = system;
  const now = await system.now();
  const yaml = profileText('solihull-schools-175');
  const made = await inventPartnership(records, { yaml, agencies }, now);
  const today = now.toISOString().slice(0, 10);
  const asked = askedAtStart(made.profile, { agencies, today, establishments: 4 });
  const { id: partnershipId, officer, profileVersionId } = made;
  const wanted = { partnershipId, officer, profileVersionId, asked };
  audit = await startRehearsedAudit(records, wanted, now);
  place = await withListedPeople(records, made, asked);
  await system.settle();
});
afterAll(() => system?.stop());

const status = async (workflowId: string) =>
  (await system.client.workflow.getHandle(workflowId).describe()).status.name;
const contactOf = (school: number) => place.people[`Contact of School ${school}`];
const subjectsTo = (school: number) =>
  system.inbox.to(contactOf(school)?.email ?? '').map(({ subject }) => subject ?? '');

async function leave(number: number) {
  const input = { partnershipId: place.id, auditId: audit.id, number, reason: 'It has closed.' };
  const by = { contactId: place.officer };
  return withdrawSubject(system.records, input, by, await system.now());
}

async function submits(number: number) {
  const { id: returnId, request } = await system.records.database.return.findFirstOrThrow({
    where: { auditId: audit.id, case: { number } },
    include: { request: true },
  });
  const own = { returnId, contactId: request.responsibleId };
  expect(await respondentSubmits(system.records, own, await system.now())).toBe('submitted');
}

it('goes on without schools that were withdrawn, and at once when it waits for no other (SO-38)', async () => {
  const { records } = system;
  const request = requestWorkflowId(place.id, audit.number, 'schools');
  expect(await leave(2)).toEqual({ kind: 'withdrawn' });
  await system.settle();
  expect(await status(request)).toBe('RUNNING');

  // The reminders before the date: to those that are still asked, and not to the one that left.
  await system.jumpTo('2027-11-19T12:00:00.000Z');
  const due = 'safeguarding self-audit due by Monday 22 November 2027';
  expect(subjectsTo(2)).toEqual([
    expect.stringContaining(due),
    expect.stringContaining('School 2 takes no part any more'),
  ]);
  expect(subjectsTo(1).filter((subject) => subject.includes('a reminder'))).toHaveLength(2);

  // One that left is asked afresh, by a letter of its own.
  const { id: agencyId } = await records.database.service.findFirstOrThrow({
    where: { partnershipId: place.id, name: 'School 2' },
  });
  const again = { partnershipId: place.id, auditId: audit.id, agency: { agencyId } };
  const by = { contactId: place.officer };
  expect(await addAgency(records, again, by, await system.now())).toEqual({ kind: 'asked' });
  await system.settle();
  await system.jumpTo('2027-11-22T12:00:00.000Z');
  expect(subjectsTo(2).slice(2)).toEqual([
    expect.stringContaining('safeguarding self-audit due by Friday 3 December 2027'),
  ]);

  await submits(1);
  await submits(5);
  await submits(3);
  await system.settle();
  expect(await status(request)).toBe('RUNNING');
  expect(await leave(4)).toEqual({ kind: 'withdrawn' });
  await system.settle();
  expect(await status(request)).toBe('COMPLETED');

  // Nobody waited for a date: the report is drafted on the same day, and counts those that are left.
  const stages = await records.database.stage.findMany({ where: { auditId: audit.id } });
  expect(stages.map(({ key, outcome }) => [key, outcome !== null]).sort()).toEqual([
    ['report', false],
    ['returns', true],
  ]);
  expect(await status(auditWorkflowId(place.id, audit.number))).toBe('RUNNING');
  const text = await transaction(records, async (tx) => {
    const key = await records.keyring.audit(tx, audit.id);
    return JSON.stringify(await latestReport(tx, key, audit.id));
  });
  expect(text).toContain(
    '3 schools were asked for one safeguarding self-audit each; 3 were received.',
  );
  expect(text).toContain(
    '1 school was withdrawn while answers were gathered, and counts in none of this.',
  );
  const silent = { chain: audit.id, kind: { contains: 'not-answered' } };
  expect(await records.database.event.count({ where: silent })).toBe(0);
});
