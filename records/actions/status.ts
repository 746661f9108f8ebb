import { randomUUID } from 'node:crypto';
import { openStates } from '../../domain/action-update.ts';
import { addMonths, dateOf, instantAt } from '../../domain/calendar.ts';
import { papersAfter } from '../../domain/rounds.ts';
import { type StatusCounts, statusCounts } from '../../domain/status-counts.ts';
import type { Wait } from '../../domain/waits.ts';
import { actingOfficer } from '../access/cover.ts';
import { membersOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, headOf, lockChain, theClock } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueNudge } from '../store/waits.ts';
import { findWorkPlan, statusView, type WorkPlan } from './work-plan.ts';

/** How a workflow names the work plan of a body: the partnership's slug and the body's key. */
export interface StatusRef {
  partnership: string;
  body: string;
}

/** What is complete stays in the status for so long. */
const completeShownMonths = 12;

/**
 * Sends the body's chair and members the status that is due by now, once, in counts. With nothing
 * open any more it is the last one. Returns how the wait for the next one stands.
 */
export async function sendStatus(records: Records, ref: StatusRef, now: Date): Promise<Wait> {
  return transaction(records, async (tx) => {
    const { partnership: partnershipId, body } = ref;
    await lockChain(tx, partnershipId);
    const plan = await planOf(tx, ref, now);
    if (plan.endedAt || !plan.statusAt || plan.statusAt > now) {
      return statusView(plan, await headOf(tx, partnershipId));
    }
    const counts = await countActions(tx, plan, now);
    const round = 1 + (await tx.statusReport.count({ where: { bodyId: plan.bodyId } }));
    await writeStatus(tx, plan, { counts, round }, now);
    await tx.workPlan.update({ where: { id: plan.id }, data: whatComesNext(plan, counts, now) });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'status.sent',
      ids: { body, round, open: counts.open },
      by: theClock,
      now,
    });
    return statusView(await planOf(tx, ref, now), seq);
  });
}

/** What the next status of a body would say if it left now; null where its work plan has ended. */
export async function statusAsItStands(
  records: Records,
  given: { partnershipId: string; bodyId: string },
  now: Date,
): Promise<StatusCounts | null> {
  return transaction(records, async (tx) => {
    const plan = await findWorkPlan(tx, given, now);
    return plan && !plan.endedAt ? countActions(tx, plan, now) : null;
  });
}

export type StatusBrought = 'brought-forward' | 'no-reason' | 'nothing-to-bring' | 'not-found';

/** The business unit does not wait for the papers: the next status leaves now. */
export async function bringStatusForward(
  records: Records,
  input: { partnershipId: string; bodyId: string; reason: string },
  by: Actor,
  now: Date,
): Promise<StatusBrought> {
  const { partnershipId, bodyId } = input;
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const plan = await findWorkPlan(tx, { partnershipId, bodyId }, now);
    if (!plan) return 'not-found';
    if (reason === '') return 'no-reason';
    if (plan.endedAt || !plan.statusAt || plan.statusAt <= now) return 'nothing-to-bring';
    await tx.workPlan.update({ where: { id: plan.id }, data: { statusAt: now } });
    const key = await records.keyring.partnership(tx, partnershipId);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'clock.brought-forward',
      ids: { step: 'status', body: plan.body },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId: null, seq, reason });
    const wait = statusView({ ...plan, statusAt: now }, seq);
    await queueNudge(tx, {
      partnershipId,
      word: 'brought-forward',
      subject: plan.body,
      wait,
      now,
    });
    return 'brought-forward';
  });
}

async function planOf(tx: Transaction, ref: StatusRef, now: Date): Promise<WorkPlan> {
  const { partnership: partnershipId, body: key } = ref;
  const body = await tx.body.findUniqueOrThrow({
    where: { partnershipId_key: { partnershipId, key } },
  });
  const plan = await findWorkPlan(tx, { partnershipId, bodyId: body.id }, now);
  if (!plan) throw new Error(`the body ${key} of ${partnershipId} has no work plan`);
  return plan;
}

async function countActions(tx: Transaction, plan: WorkPlan, now: Date): Promise<StatusCounts> {
  const today = dateOf(now, plan.calendar.zone);
  const since = instantAt(addMonths(today, -completeShownMonths), '00:00', plan.calendar.zone);
  const actions = await tx.action.findMany({
    where: {
      partnershipId: plan.partnershipId,
      bodyId: plan.bodyId,
      OR: [
        { state: { in: [...openStates] } },
        { state: 'complete', completedAt: { gte: new Date(since) } },
      ],
    },
    select: { ownerAgencyId: true, state: true, dueDate: true },
  });
  const told = actions.map(({ ownerAgencyId, ...action }) => {
    return { agencyId: ownerAgencyId, ...action };
  });
  return statusCounts(told, today);
}

async function writeStatus(
  tx: Transaction,
  plan: WorkPlan,
  { counts, round }: { counts: StatusCounts; round: number },
  now: Date,
): Promise<void> {
  const { partnershipId, bodyId, body } = plan;
  const id = randomUUID();
  const json = { ...counts, agencies: counts.agencies.map((each) => ({ ...each })) };
  await tx.statusReport.create({
    data: { id, partnershipId, bodyId, round, counts: json, sentAt: now },
  });
  const members = await membersOf(tx, { partnershipId, body }, now);
  // A body without people in the directory must not go untold: the officer gets what is theirs.
  const readers = members.length > 0 ? members : [await actingOfficer(tx, partnershipId, now)];
  await queueLetters(
    tx,
    readers.map((contactId) => ({
      partnershipId,
      key: `status/${partnershipId}/${body}/${round}/${contactId}`,
      kind: 'status/quarterly',
      contactId,
      ids: { status: id },
      now,
    })),
  );
}

function whatComesNext(plan: WorkPlan, counts: StatusCounts, now: Date) {
  if (counts.open === 0) return { endedAt: now, statusAt: null };
  const { calendar, lettersLeave, cadence } = plan;
  const day = dateOf(now, calendar.zone);
  const { round, date } = papersAfter(cadence, { day, round: plan.round, calendar });
  return { round, statusAt: new Date(instantAt(date, lettersLeave, calendar.zone)) };
}
