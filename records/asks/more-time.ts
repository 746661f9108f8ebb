import { addWorkingDays, dateOf } from '../../domain/calendar.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { queueLetters } from '../letters/letters.ts';
import { gatherStage } from '../returns/gather-stage.ts';
import { lockOwnRequest, type OwnRequest } from '../returns/own-request.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { moveAsk } from './asks.ts';
import { timingsOf } from './clock.ts';
import { gatheringSteps, nudgeRequest } from './settle-request.ts';

export type MoreTimeGiven =
  | { kind: 'given'; dueDate: string }
  | { kind: 'given-before'; dueDate: string }
  | { kind: 'not-offered' | 'not-found' | 'ended' };

/**
 * Gives the working days that the profile allows, once for each request and without asking anybody;
 * colleagues get them too. The first due date stays on record.
 */
export async function askForMoreTime(
  records: Records,
  input: { partnershipId: string; askId: string },
  by: Actor,
  now: Date,
): Promise<MoreTimeGiven> {
  return transaction(records, async (tx) => {
    const request = await lockOwnRequest(tx, input, by);
    if (request === 'ended' || request === null) return { kind: request ?? 'not-found' };
    const { context, ask } = request;
    const days = gatherStage(context).moreTimeWorkingDays;
    if (days === 0) return { kind: 'not-offered' };
    if (await hasHadMoreTime(tx, request)) return { kind: 'given-before', dueDate: ask.dueDate };
    const { calendar } = context.clock;
    const today = dateOf(now, calendar.zone);
    // Somebody who asks after the date gets all of the days, not what is left of them.
    const overdue = ask.dueDate < today;
    const from = overdue ? today : ask.dueDate;
    const dueDate = addWorkingDays(from, days, calendar);
    await moveAsks(tx, request, dueDate, now);
    await confirm(tx, request, now);
    const seq = await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: context.auditId,
      kind: 'due-date.moved',
      ids: { request: request.id, why: 'more-time', old: ask.dueDate, new: dueDate },
      by,
      now,
    });
    await nudgeRequest(tx, { context, request, word: 'date-moved', seq }, now);
    return { kind: 'given', dueDate };
  });
}

/** How many working days more can still be given for the open ask of a request; null where none can. */
export async function moreTimeFor(
  tx: Transaction,
  { context, request }: { context: AuditContext; request: { id: string } },
  askId: string,
): Promise<{ askId: string; workingDays: number } | null> {
  const workingDays = gatherStage(context).moreTimeWorkingDays;
  const ended = context.state === 'cancelled' || context.state === 'closed';
  if (workingDays === 0 || ended) return null;
  if (await hasHadMoreTime(tx, { id: request.id, context })) return null;
  return { askId, workingDays };
}

export async function hasHadMoreTime(
  tx: Transaction,
  request: { id: string; context: { auditId: string } },
): Promise<boolean> {
  const events = await tx.event.findMany({
    where: {
      chain: request.context.auditId,
      kind: 'due-date.moved',
      ids: { path: ['request'], equals: request.id },
    },
    select: { ids: true },
  });
  return events.some((event) => (event.ids as { why?: string }).why === 'more-time');
}

async function moveAsks(
  tx: Transaction,
  request: OwnRequest,
  dueDate: string,
  now: Date,
): Promise<void> {
  const { context } = request;
  const asks = await tx.ask.findMany({
    where: { requestId: request.id, outcome: null, step: { in: gatheringSteps } },
    select: { id: true, step: true },
  });
  for (const { id, step } of asks) {
    await moveAsk(tx, context, { askId: id, timings: timingsOf(context, step), dueDate }, now);
  }
}

async function confirm(tx: Transaction, request: OwnRequest, now: Date): Promise<void> {
  const { context } = request;
  const asks = await tx.ask.findMany({
    where: { requestId: request.id, outcome: null, step: { in: gatheringSteps } },
  });
  await queueLetters(
    tx,
    asks.map((ask) => ({
      partnershipId: context.partnershipId,
      key: `${ask.key}/more-time`,
      kind: 'more-time',
      contactId: ask.contactId,
      auditId: context.auditId,
      ids: { ask: ask.id },
      thread: ask.key,
      now,
    })),
  );
}
