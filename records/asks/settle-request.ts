import { requestWait } from '../returns/gather-stage.ts';
import type { OwnReturn } from '../returns/own-return.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { type NudgeWord, queueNudge, viewOf } from '../store/waits.ts';
import { settleAsk } from './asks.ts';

/** The asks for what has not come in yet; a return that was sent back has an ask of its own. */
export const gatheringSteps = ['returns', 'allocated'];

/**
 * A return has come in: its colleague is asked no more, and with the last one nobody is. Call it
 * under the request's lock, or two last ones at once each take the other for missing.
 */
export async function settleAsksOf(tx: Transaction, found: OwnReturn, now: Date): Promise<void> {
  const requestId = found.request.id;
  const outstanding = await tx.return.count({
    where: { requestId, state: 'asked', case: { heldAt: null } },
  });
  const asks = await tx.ask.findMany({
    where: {
      requestId,
      outcome: null,
      OR: [{ returnId: found.id }, ...(outstanding > 0 ? [] : [{ step: { in: gatheringSteps } }])],
    },
    select: { id: true },
  });
  for (const ask of asks) await settleAsk(tx, ask.id, 'answered', now);
}

/**
 * Everything came in after all, though silence had been recorded and the request had ended: it reads
 * so. The silence stays in the log. Call it under the request's lock.
 */
export async function completeLate(
  tx: Transaction,
  { context, request }: Pick<OwnReturn, 'context' | 'request'>,
  by: Actor,
  now: Date,
): Promise<void> {
  const state = { in: ['asked', 'not-answered'] };
  const missing = { requestId: request.id, state, case: { heldAt: null } };
  if ((await tx.return.count({ where: missing })) > 0) return;
  const outcome = 'complete';
  const { count } = await tx.request.updateMany({
    where: { id: request.id, outcome: 'not-answered' },
    data: { outcome, endedAt: now },
  });
  if (count === 0) return;
  const { auditId, partnershipId } = context;
  const ids = { agency: request.agency.key, outcome, late: true };
  const event = { partnershipId, chain: auditId, kind: 'request.ended', ids, by, now };
  await appendEvent(tx, event);
}

/** Tells a request's workflow how its wait stands; once the request has ended nobody waits. */
export async function nudgeRequest(
  tx: Transaction,
  given: Pick<OwnReturn, 'context'> & {
    request: { outcome: string | null; agency: { key: string } };
    word: NudgeWord;
    seq: number;
  },
  now: Date,
): Promise<void> {
  const { context, request, word, seq } = given;
  if (request.outcome !== null) return;
  const { auditId, partnershipId } = context;
  const wait = await viewOf(tx, requestWait(context, request.agency.key), { auditId, seq, now });
  await queueNudge(tx, { partnershipId, word, subject: request.agency.key, wait, now });
}
