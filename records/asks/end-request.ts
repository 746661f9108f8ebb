import type { Wait } from '../../domain/waits.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { currentView, findAudit, stageWait } from '../audits/stages.ts';
import { gatherStage, requestWait } from '../returns/gather-stage.ts';
import { lockRequest } from '../returns/own-return.ts';
import type { RequestRef } from '../returns/requests.ts';
import { appendEvent, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueNudge, viewOf } from '../store/waits.ts';
import { type ClosedAsk, settleAsk } from './asks.ts';

/**
 * Writes how the request ended and lets the audit go on; a second call changes nothing. Returns how
 * its wait stands: a tool may have come in late and have to be checked, and then it has not ended.
 */
export async function endRequest(records: Records, ref: RequestRef, now: Date): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await findAudit(tx, ref);
    const { auditId, partnershipId } = context;
    const ids = await requestsOf(tx, { auditId, agency: ref.agency });
    for (const id of ids) await lockRequest(tx, id);
    const own = await currentView(tx, context, requestWait(context, ref.agency), now);
    if (own.open > 0) return own;
    const ended = await writeOutcomes(tx, ids, now);
    if (ended.length === 0) return own;
    let seq = 0;
    for (const { outcome, count } of ended) {
      seq = await appendEvent(tx, {
        partnershipId,
        chain: auditId,
        kind: 'request.ended',
        ids: { agency: ref.agency, outcome, ...(ids.length > 1 ? { count } : {}) },
        by: theClock,
        now,
      });
    }
    const wait = await viewOf(tx, stageWait(context, gatherStage(context).key), {
      auditId,
      seq,
      now,
    });
    await queueNudge(tx, { partnershipId, word: 'request-ended', subject: ref.agency, wait, now });
    return own;
  });
}

/** The agency's own request, or those of its establishments or people. */
async function requestsOf(
  tx: Transaction,
  given: { auditId: string; agency: string },
): Promise<string[]> {
  const rows = await tx.request.findMany({
    where: { auditId: given.auditId, agency: { key: given.agency } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Writes how each request that is still open ended; returns how many ended how. */
async function writeOutcomes(
  tx: Transaction,
  ids: string[],
  now: Date,
): Promise<{ outcome: string; count: number }[]> {
  const requests = await tx.request.findMany({
    where: { id: { in: ids }, outcome: null },
    select: {
      id: true,
      returns: {
        where: { state: { not: 'withdrawn' }, case: { heldAt: null } },
        select: { state: true },
      },
    },
  });
  const ended = new Map<string, string[]>();
  for (const { id, returns } of requests) {
    const outcome = outcomeOf(returns);
    ended.set(outcome, [...(ended.get(outcome) ?? []), id]);
  }
  for (const [outcome, those] of ended) {
    await tx.request.updateMany({
      where: { id: { in: those }, outcome: null },
      data: { outcome, endedAt: now },
    });
  }
  return [...ended].map(([outcome, those]) => ({ outcome, count: those.length }));
}

/** Of what is still asked for: children that were replaced or sealed count neither way. */
function outcomeOf(returns: { state: string }[]): 'complete' | 'not-answered' | 'withdrawn' {
  if (returns.length === 0) return 'withdrawn';
  return returns.some(({ state }) => state === 'not-answered') ? 'not-answered' : 'complete';
}

/** Non-response is recorded against the agency (DD-10); colleagues are no longer asked either. */
export async function closeReturns(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  if (!ask.requestId) return;
  const { count } = await tx.return.updateMany({
    where: { requestId: ask.requestId, state: 'asked', case: { heldAt: null } },
    data: { state: 'not-answered' },
  });
  const others = await tx.ask.findMany({
    where: { requestId: ask.requestId, outcome: null, step: 'allocated' },
  });
  for (const other of others) await settleAsk(tx, other.id, 'not-answered', now);
  await appendEvent(tx, {
    partnershipId: context.partnershipId,
    chain: context.auditId,
    kind: 'request.not-answered',
    ids: { request: ask.requestId, missing: count },
    by: theClock,
    now,
  });
}
