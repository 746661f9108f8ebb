import { randomUUID } from 'node:crypto';
import type { StageSettings } from '../../domain/profile.ts';
import type { Wait } from '../../domain/waits.ts';
import type { ClosedAsk } from '../asks/asks.ts';
import { keyOnceMore, openAsk } from '../asks/asks.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { holdersOf, officerOf } from '../directory/directory.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { queueNudge, viewOf } from '../store/waits.ts';

type CheckInvolvement = Extract<StageSettings, { kind: 'check-involvement' }>;

/** Asks each agency's safeguarding lead once, for all children, which of them it knows (DD-6). */
export async function askWhoIsInvolved(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const agencies = await tx.agency.findMany({
      where: { partnershipId: context.partnershipId, endedOn: null },
      orderBy: { key: 'asc' },
    });
    const wait = stageWait(context, ref.stage);
    const left = await agenciesThatLeft(tx, context.auditId);
    for (const agency of agencies) {
      if (!left.has(agency.id)) await askAgency(tx, context, { agency, wait }, now);
    }
  });
}

/**
 * Asks an agency that was named late, with a due date of its own; nobody else's date changes. Does
 * nothing for an agency that has been asked before, unless it was withdrawn since and the business
 * unit adds it `again`: then it is asked anew about every child, whatever it had said, and whom it
 * had named to audit are named again.
 */
export async function joinAgency(
  tx: Transaction,
  context: AuditContext,
  given: { agencyId: string; by: Actor; again?: boolean },
  now: Date,
): Promise<'asked' | 'asked-before'> {
  const { auditId, partnershipId } = context;
  const agency = await tx.agency.findUniqueOrThrow({
    where: { id: given.agencyId, partnershipId },
  });
  const before = await tx.involvement.count({ where: { auditId, agencyId: agency.id } });
  const left = (await agenciesThatLeft(tx, auditId)).has(agency.id);
  if (before > 0 && !(left && given.again)) return 'asked-before';
  if (left) await undoLeaving(tx, context, agency.id);
  const wait = await waitForLateAgency(tx, context);
  await askAgency(tx, context, { agency, wait, again: left }, now);
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'agency.joined',
    ids: { agency: agency.key, ...(left ? { again: true } : {}) },
    by: given.by,
    now,
  });
  const view = await viewOf(tx, wait, { auditId, seq, now });
  await queueNudge(tx, {
    partnershipId,
    word: 'agency-joined',
    subject: agency.key,
    wait: view,
    now,
  });
  return 'asked';
}

/** Who was named to audit is named again; who has not yet heard that the agency left hears nothing of it. */
async function undoLeaving(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  agencyId: string,
): Promise<void> {
  await tx.teamMember.updateMany({ where: { auditId, agencyId }, data: { withdrawnAt: null } });
  const people = await tx.contact.findMany({
    where: { partnershipId, agencyId },
    select: { id: true },
  });
  await tx.letter.updateMany({
    where: {
      auditId,
      kind: 'agency-withdrawn',
      state: 'pending',
      contactId: { in: people.map(({ id }) => id) },
    },
    data: { state: 'dropped', failure: 'superseded' },
  });
}

async function askAgency(
  tx: Transaction,
  context: AuditContext,
  given: { agency: { id: string; key: string }; wait: string; again?: boolean | undefined },
  now: Date,
): Promise<void> {
  const { partnershipId } = context;
  const { agency, wait, again } = given;
  const stage = involvementStage(context);
  await expectAnswers(tx, context, { agencyId: agency.id, again });
  const contactId = await whoAnswersFor(tx, context, agency.id, now);
  const key = `${partnershipId}/${context.number}/${stage.key}/${agency.key}`;
  await openAsk(
    tx,
    context,
    {
      key: again ? await keyOnceMore(tx, key) : key,
      wait,
      step: 'involvement',
      stageKey: stage.key,
      contactId,
      agencyId: agency.id,
      timings: stage.ask,
    },
    now,
  );
}

/** The stage that asks who is involved; once it has ended, the one that gathers the returns. */
async function waitForLateAgency(tx: Transaction, context: AuditContext): Promise<string> {
  const ended = await tx.stage.findFirst({
    where: {
      auditId: context.auditId,
      key: involvementStage(context).key,
      outcome: { not: null },
    },
  });
  const gathering = context.profile.stages.find((stage) => stage.kind === 'gather-returns');
  return stageWait(context, ended && gathering ? gathering.key : involvementStage(context).key);
}

/** One row per child, to be answered. */
async function expectAnswers(
  tx: Transaction,
  context: AuditContext,
  { agencyId, again }: { agencyId: string; again: boolean | undefined },
) {
  const { auditId, partnershipId } = context;
  const cases = await tx.case.findMany({
    where: { auditId, state: { in: ['drawn', 'identified'] } },
    select: {
      id: true,
      // What was said before the agency was withdrawn stays beside what it says now.
      involvements: {
        where: { agencyId, ...(again ? { state: { not: 'withdrawn' } } : {}) },
        select: { id: true },
      },
    },
  });
  const missing = cases.filter((each) => each.involvements.length === 0);
  await tx.involvement.createMany({
    data: missing.map((each) => ({
      id: randomUUID(),
      partnershipId,
      auditId,
      caseId: each.id,
      agencyId,
      state: 'asked',
    })),
  });
}

/** Its safeguarding lead, else the deputy, else the officer, who then asks by telephone. */
export async function whoAnswersFor(
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
  now: Date,
): Promise<string> {
  const { partnershipId } = context;
  for (const role of ['safeguarding-lead', 'deputy'] as const) {
    const [first] = await holdersOf(tx, { partnershipId, role, agencyId, on: now });
    if (first) return first;
  }
  return officerOf(tx, partnershipId, now);
}

/** Silence is recorded against the agency; it may still answer later. */
export async function closeInvolvement(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  if (!ask.agencyId) return;
  await tx.involvement.updateMany({
    where: {
      auditId: context.auditId,
      agencyId: ask.agencyId,
      state: 'asked',
      case: { heldAt: null },
    },
    data: { state: 'not-answered' },
  });
  await appendEvent(tx, {
    partnershipId: context.partnershipId,
    chain: context.auditId,
    kind: 'involvement.not-answered',
    ids: { agency: ask.agencyId },
    by: theClock,
    now,
  });
}

export function involvementStage(context: AuditContext): CheckInvolvement {
  const stage = context.profile.stages.find((each) => each.kind === 'check-involvement');
  if (!stage) throw new Error(`the profile ${context.profile.profile} asks nobody who is involved`);
  return stage as CheckInvolvement;
}
