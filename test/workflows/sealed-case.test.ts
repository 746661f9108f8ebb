import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditWorkflowId, requestWorkflowId } from '../../domain/waits.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import { officerNamesChildren, respondentSubmits } from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;
let profileVersionId: string;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  profileVersionId = await transaction(system.records, async (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/checked-records', await system.now()),
  );
});
afterAll(() => system?.stop());

/** An audit of C1 and C2, both known to the police and to housing, due in ten working days. */
async function auditOfTwo(): Promise<StartedAudit> {
  const { records } = system;
  const audit = await startedAudit(records, place, await system.now(), {
    profileVersionId,
    knownAgencies: ['police', 'housing'],
    change: { size: { cases: 2, reason: 'Two are enough here.' } },
  });
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
  return audit;
}

async function change(audit: StartedAudit, what: 'seal' | 'unseal'): Promise<void> {
  const { records } = system;
  const { id: caseId } = await records.database.case.findFirstOrThrow({
    where: { auditId: audit.id, number: 1 },
  });
  const input = { partnershipId: place.id, caseId, ground: 'court', reason: 'By the court.' };
  const by = { contactId: place.people.nadia.id };
  const now = await system.now();
  if (what === 'seal') await sealCase(records, input, by, now);
  else await unsealCase(records, input, by, now);
  await system.settle();
}

function toolOf(audit: StartedAudit, agency: 'police' | 'housing', number: number) {
  return system.records.database.return.findFirstOrThrow({
    where: {
      auditId: audit.id,
      case: { number },
      request: { agencyId: place.agencies[agency] },
    },
  });
}

async function policeSendAndNadiaAccepts(audit: StartedAudit, number: number): Promise<void> {
  const { id: returnId } = await toolOf(audit, 'police', number);
  const own = { returnId, contactId: place.people.priya.id };
  expect(await respondentSubmits(system.records, own, await system.now())).toBe('submitted');
  await system.settle();
  const input = { partnershipId: place.id, returnId, version: 1 };
  const by = { contactId: place.people.nadia.id };
  await acceptReturn(system.records, input, by, await system.now());
  await system.settle();
}

/** How a request ended and whether its workflow and the audit's still run. */
async function state(audit: StartedAudit, agency: 'police' | 'housing') {
  const { outcome } = await system.records.database.request.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies[agency] },
  });
  const runs = async (id: string) =>
    (await system.client.workflow.getHandle(id).describe()).status.name;
  return [
    outcome,
    await runs(requestWorkflowId(place.id, audit.number, agency)),
    await runs(auditWorkflowId(place.id, audit.number)),
  ];
}

it('goes on without a sealed child: nobody waits for it, and silence is of the others only', async () => {
  const audit = await auditOfTwo();
  await change(audit, 'seal');
  await policeSendAndNadiaAccepts(audit, 2);
  expect(await state(audit, 'police')).toEqual(['complete', 'COMPLETED', 'RUNNING']);

  await system.jumpTo('2027-02-15T10:00:00.000Z');
  expect(await state(audit, 'housing')).toEqual(['not-answered', 'COMPLETED', 'COMPLETED']);
  expect((await toolOf(audit, 'housing', 1)).state).toBe('asked');
  expect((await toolOf(audit, 'housing', 2)).state).toBe('not-answered');
  const reminders = system.inbox
    .to(place.people.marek.email)
    .filter(({ subject }) => subject?.includes(audit.number) || subject?.includes('tool'));
  expect(reminders.at(-1)?.text).not.toContain('2 completed audit tools');
});

it('asks again when it is unsealed: the request that had ended runs until it is in', async () => {
  const audit = await auditOfTwo();
  await change(audit, 'seal');
  await policeSendAndNadiaAccepts(audit, 2);
  await system.jumpTo('2027-02-18T10:00:00.000Z');
  await change(audit, 'unseal');
  expect(await state(audit, 'police')).toEqual([null, 'RUNNING', 'RUNNING']);
  const ask = await system.records.database.ask.findFirstOrThrow({
    where: {
      auditId: audit.id,
      step: 'returns',
      outcome: null,
      agencyId: place.agencies.police,
    },
  });
  expect(ask.dueDate).toBe('2027-03-01');
  await policeSendAndNadiaAccepts(audit, 1);
  expect(await state(audit, 'police')).toEqual(['complete', 'COMPLETED', 'RUNNING']);
});

it('tells operators how many returns are in, and of which stage each step is', async () => {
  const audit = await auditOfTwo();
  await policeSendAndNadiaAccepts(audit, 2);
  const police = requestWorkflowId(place.id, audit.number, 'police');
  expect(await detailsOf(police)).toContain('- records: 1 of 2 in, 1 still open');
  await change(audit, 'seal');
  const own = auditWorkflowId(place.id, audit.number);
  expect(await detailsOf(own)).toContain('- records: 1 of 2 in, 1 still open');
  expect(await summariesOf(own)).toEqual(
    expect.arrayContaining([
      'beginStage: stage "theme"',
      'endStage: stage "theme"',
      'endStage: stage "sample"',
    ]),
  );
});

async function detailsOf(workflowId: string): Promise<string> {
  const handle = system.client.workflow.getHandle(workflowId);
  const told = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return told.currentDetails;
}

/** "endStage: stage \"theme\"" for each activity that has a summary. */
async function summariesOf(workflowId: string): Promise<string[]> {
  const { events } = await system.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: task, userMetadata }) => {
    const summary = userMetadata?.summary?.data;
    if (!task || !summary) return [];
    return `${task.activityType?.name}: ${JSON.parse(Buffer.from(summary).toString())}`;
  });
}
