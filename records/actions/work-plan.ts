import { randomUUID } from 'node:crypto';
import { openStates } from '../../domain/action-update.ts';
import { dateOf, instantAt, type WorkingCalendar } from '../../domain/calendar.ts';
import { type Cadence, papersAfter } from '../../domain/rounds.ts';
import { statusWorkflowId, type Wait, waitId } from '../../domain/waits.ts';
import { type AuditContext, profileOf, workingCalendar } from '../audits/audit-context.ts';
import { appendEvent, lockChain, theClock } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { queueNudge } from '../store/waits.ts';
import { followUpStage } from './follow-up-stage.ts';

/** The work plan of one body, with the clock that rules it. */
export interface WorkPlan {
  id: string;
  partnershipId: string;
  bodyId: string;
  body: string;
  cadence: Cadence;
  round: number;
  statusAt: Date | null;
  endedAt: Date | null;
  calendar: WorkingCalendar;
  lettersLeave: string;
}

export async function findWorkPlan(
  tx: Transaction,
  given: { partnershipId: string; bodyId: string },
  now: Date,
): Promise<WorkPlan | null> {
  const row = await tx.workPlan.findFirst({ where: given, include: { body: true } });
  if (!row) return null;
  const { id, partnershipId, bodyId, beganOn, everyMonths, round, statusAt, endedAt } = row;
  const { clock } = await profileOf(tx, row.profileVersionId);
  const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  return {
    id,
    partnershipId,
    bodyId,
    body: row.body.key,
    cadence: { beganOn, everyMonths },
    round,
    statusAt,
    endedAt,
    calendar: workingCalendar(partnership, now),
    lettersLeave: clock.lettersLeave,
  };
}

/**
 * Actions of this audit are on the body's work plan now. Where nothing on it was open before, it
 * begins today, and with it the quarterly status.
 */
export async function joinWorkPlan(
  tx: Transaction,
  context: AuditContext,
  body: { id: string; key: string },
  now: Date,
): Promise<void> {
  const { partnershipId, clock } = context;
  const { calendar, lettersLeave } = clock;
  await lockChain(tx, partnershipId);
  const before = await tx.workPlan.findUnique({ where: { bodyId: body.id } });
  if (before && before.endedAt === null) return;
  const { everyMonths } = followUpStage(context);
  const cadence = { beganOn: dateOf(now, calendar.zone), everyMonths };
  const { round, date } = papersAfter(cadence, { day: cadence.beganOn, calendar });
  const audit = await tx.audit.findUniqueOrThrow({ where: { id: context.auditId } });
  const columns = {
    profileVersionId: audit.profileVersionId,
    ...cadence,
    round,
    statusAt: new Date(instantAt(date, lettersLeave, calendar.zone)),
    endedAt: null,
  };
  await tx.workPlan.upsert({
    where: { bodyId: body.id },
    update: columns,
    create: { id: randomUUID(), partnershipId, bodyId: body.id, ...columns },
  });
  await nudgeStatus(tx, { partnershipId, bodyId: body.id }, { word: 'actions-adopted' }, now);
}

/** Actions were settled: when nothing on the body's work plan is open, its last status leaves now. */
export async function settleWorkPlan(
  tx: Transaction,
  given: { partnershipId: string; bodyId: string },
  now: Date,
): Promise<void> {
  await lockChain(tx, given.partnershipId);
  const open = await tx.action.count({ where: { ...given, state: { in: [...openStates] } } });
  if (open > 0) return;
  const { count } = await tx.workPlan.updateMany({
    where: { ...given, endedAt: null },
    data: { statusAt: now },
  });
  if (count > 0) await nudgeStatus(tx, given, { word: 'nothing-open' }, now);
}

/** How the wait for the next status stands; it is over when the work plan has ended. */
export function statusView(plan: WorkPlan, seq: number): Wait {
  const statusAt = plan.statusAt?.toISOString() ?? null;
  return {
    id: waitId(statusWorkflowId(plan.partnershipId, plan.body), 'status'),
    seq,
    open: plan.endedAt ? 0 : 1,
    wakesAt: statusAt,
    dueAt: statusAt,
    overdue: 0,
    audit: 'open',
  };
}

async function nudgeStatus(
  tx: Transaction,
  given: { partnershipId: string; bodyId: string },
  what: { word: 'actions-adopted' | 'nothing-open' },
  now: Date,
): Promise<void> {
  const plan = await findWorkPlan(tx, given, now);
  if (!plan) return;
  const { partnershipId, body } = plan;
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: what.word === 'actions-adopted' ? 'work-plan.begun' : 'work-plan.settled',
    ids: { body },
    by: theClock,
    now,
  });
  const wait = statusView(plan, seq);
  await queueNudge(tx, { partnershipId, word: what.word, subject: body, wait, now });
}
