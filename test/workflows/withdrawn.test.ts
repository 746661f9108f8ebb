import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { withdrawAgency } from '../../records/audits/withdraw-agency.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { withdrawCase } from '../../records/sample/replace-case.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import { officerNamesChildren, respondentSubmits } from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;
let audit: StartedAudit;

/** An audit of C1 and C2, both known to the police and to housing. */
beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  const { records } = system;
  place = await aldermere(records, await system.now());
  const profileVersionId = await transaction(records, async (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/checked-records', await system.now()),
  );
  audit = await startedAudit(records, place, await system.now(), {
    profileVersionId,
    knownAgencies: ['police', 'housing'],
    change: { size: { cases: 2, reason: 'Two are enough here.' } },
  });
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
});
afterAll(() => system?.stop());

const status = async (workflowId: string) =>
  (await system.client.workflow.getHandle(workflowId).describe()).status.name;

it('goes on without a child and an agency that were withdrawn, and waits for neither', async () => {
  const { records } = system;
  const by = { contactId: place.people.nadia.id };
  const ofPolice = { request: { agencyId: place.agencies.police } };
  const first = { auditId: audit.id, number: 1 };
  const { id: caseId } = await records.database.case.findFirstOrThrow({ where: first });
  const dropped = { partnershipId: place.id, caseId, reason: 'Its family objects.' };
  const now = await system.now();
  expect(await withdrawCase(records, dropped, by, now)).toEqual({ kind: 'withdrawn' });
  const left = { partnershipId: place.id, auditId: audit.id, agency: 'housing' };
  expect(await withdrawAgency(records, { ...left, reason: 'It has merged.' }, by, now)).toEqual({
    kind: 'withdrawn',
  });
  await system.settle();
  expect(await status(requestWorkflowId(place.id, audit.number, 'housing'))).toBe('COMPLETED');

  const { id: returnId } = await records.database.return.findFirstOrThrow({
    where: { auditId: audit.id, case: { number: 2 }, ...ofPolice },
  });
  const own = { returnId, contactId: place.people.priya.id };
  expect(await respondentSubmits(records, own, await system.now())).toBe('submitted');
  await system.settle();
  const version = { partnershipId: place.id, returnId, version: 1 };
  await acceptReturn(records, version, by, await system.now());
  await system.settle();
  expect(await status(auditWorkflowId(place.id, audit.number))).toBe('COMPLETED');

  const silent = { chain: audit.id, kind: { contains: 'not-answered' } };
  expect(await records.database.event.count({ where: silent })).toBe(0);
  // They have had today's email already.
  await system.jumpTo('2027-01-13T10:00:00.000Z');
  const told = system.inbox
    .to(place.people.marek.email)
    .filter(({ subject }) => subject?.includes('takes no part'));
  expect(told).toHaveLength(1);
});
