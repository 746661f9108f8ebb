import { askedStates } from '../../domain/action-update.ts';
import { dateOf } from '../../domain/calendar.ts';
import { nextUpdate } from '../../domain/rounds.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { followUpStage, updateTimings } from './follow-up-stage.ts';
import { findWorkPlan, type WorkPlan } from './work-plan.ts';

/** Asks every agency that owns open actions for its next update; a second call finds it asked (DD-23). */
export async function askForUpdates(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, (tx, context) => expectUpdates(tx, context, now));
}

/**
 * Brings the asks in line with the actions: each agency with an open action is asked for its next
 * update, and an agency without one for nothing more. Call it after every change of an action.
 */
export async function expectUpdates(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId } = context;
  const owners = await tx.agency.findMany({
    where: { id: { in: await ownersOf(tx, auditId) } },
    select: { id: true, key: true },
    orderBy: { key: 'asc' },
  });
  const open = await tx.ask.findMany({ where: { auditId, step: 'update', outcome: null } });
  for (const ask of open) {
    if (owners.some(({ id }) => id === ask.agencyId)) continue;
    await settleAsk(tx, ask.id, 'withdrawn', now);
  }
  const unasked = owners.filter(({ id }) => !open.some(({ agencyId }) => agencyId === id));
  if (unasked.length === 0) return;
  const plan = await workPlanOf(tx, context, now);
  for (const agency of unasked) await askOwner(tx, context, { agency, plan }, now);
}

async function ownersOf(tx: Transaction, auditId: string): Promise<string[]> {
  const rows = await tx.action.findMany({
    where: { auditId, state: { in: [...askedStates] } },
    select: { ownerAgencyId: true },
    distinct: ['ownerAgencyId'],
  });
  return rows.map(({ ownerAgencyId }) => ownerAgencyId);
}

async function workPlanOf(tx: Transaction, context: AuditContext, now: Date): Promise<WorkPlan> {
  const { partnershipId, auditId } = context;
  const { bodyId } = await tx.action.findFirstOrThrow({ where: { auditId } });
  const plan = await findWorkPlan(tx, { partnershipId, bodyId }, now);
  if (!plan) throw new Error(`the actions of audit ${context.number} are on no work plan`);
  return plan;
}

async function askOwner(
  tx: Transaction,
  context: AuditContext,
  { agency, plan }: { agency: { id: string; key: string }; plan: WorkPlan },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number, clock } = context;
  const stage = followUpStage(context);
  const latest = await tx.ask.findFirst({
    where: { auditId, step: 'update', agencyId: agency.id },
    orderBy: { round: 'desc' },
  });
  const { round, date } = nextUpdate(plan.cadence, stage.update, {
    askedRound: latest?.round ?? 0,
    today: dateOf(now, clock.calendar.zone),
    calendar: clock.calendar,
  });
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stage.key}/${agency.key}/update-${round}`,
      wait: stageWait(context, stage.key),
      step: 'update',
      stageKey: stage.key,
      contactId: await whoAnswersFor(tx, context, agency.id, now),
      agencyId: agency.id,
      round,
      timings: updateTimings(context),
      dueDate: date,
    },
    now,
  );
}
