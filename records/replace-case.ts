import { randomUUID } from 'node:crypto';
import { nextTicket, type Ticket } from '../domain/sampling.ts';
import { askAboutCase } from './ask-about-case.ts';
import { settleAsk } from './asks.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { type Concerned, tellNews } from './audit-news.ts';
import { lockAudit, nudgeWaits, runningWait } from './audit-waits.ts';
import { type Actor, appendEvent } from './events.ts';
import { withdrawFeedback } from './family-feedback.ts';
import { requestWait } from './gather-stage.ts';
import { withdrawPair } from './pairs.ts';
import { keepReason } from './reasons.ts';
import { sampleStage } from './sample.ts';
import { digest, type Key, open, seal } from './sealing.ts';
import { gatheringSteps } from './settle-request.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

export type CaseReplaced =
  | { kind: 'replaced'; caseId: string; number: number }
  | { kind: 'not-found' | 'replaced-before' | 'none-left' | 'paused' | 'ended' | 'no-reason' };

/**
 * Drops a case for a reason. The next ticket of its level of need takes its place, as a new case
 * with a number of its own: a replacement is never chosen. Whoever has been asked about the sample
 * is asked about the new child too.
 */
export async function replaceCase(
  records: Records,
  input: { partnershipId: string; caseId: string; reason: string },
  by: Actor,
  now: Date,
): Promise<CaseReplaced> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const found = await tx.case.findFirst({
      where: { id: input.caseId, partnershipId: input.partnershipId },
      select: { id: true, auditId: true },
    });
    if (!found) return { kind: 'not-found' };
    await lockAudit(tx, found.auditId);
    const context = await auditContext(tx, found.auditId);
    const old = await tx.case.findUniqueOrThrow({ where: { id: found.id } });
    if (old.state !== 'drawn' && old.state !== 'identified') return { kind: 'replaced-before' };
    const wait = await runningWait(tx, context, sampleStage(context).key);
    if (context.state === 'paused') return { kind: 'paused' };
    if (context.state !== 'open' || !wait) return { kind: 'ended' };
    if (reason === '') return { kind: 'no-reason' };

    const key = await records.keyring.audit(tx, found.auditId);
    const ticket = await nextTicketOf(tx, context, { key, stratum: old.stratum });
    if (!ticket) return { kind: 'none-left' };
    const replacement = await writeReplacement(tx, context, { old, ticket, key, reason }, now);
    const withdrawn = await withdrawReturns(tx, context, old.id, now);
    const waits = [
      ...withdrawn.waits,
      ...(await withdrawFeedback(tx, old.id, now)),
      ...(await withdrawPair(tx, context, old.number, now)),
      ...(await askAboutCase(tx, context, { ...replacement, wait, ticketId: ticket.id }, now)),
    ];
    const seq = await appendEvent(tx, {
      partnershipId: context.partnershipId,
      chain: context.auditId,
      kind: 'case.replaced',
      ids: {
        case: old.id,
        number: old.number,
        by: replacement.number,
        level: old.stratum,
        ticket: ticket.number,
        passedOver: ticket.passedOver,
      },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    const { partnershipId, auditId } = context;
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    // No automatic email mentions a sealed child: whoever had it sees on the page that it has gone.
    const people: Concerned = old.heldAt ? new Map() : withdrawn.people;
    await tellNews(tx, context, { news: 'child-replaced', people, seq, by: by.contactId }, now);
    const word = 'asked';
    await nudgeWaits(tx, context, { waits: [...new Set(waits)], word, seq }, now);
    return { kind: 'replaced', ...replacement };
  });
}

interface NextTicket {
  id: string;
  number: number;
  passedOver: number;
}

async function nextTicketOf(
  tx: Transaction,
  context: AuditContext,
  given: { key: Key; stratum: string },
): Promise<NextTicket | null> {
  const rows = await tx.ticket.findMany({
    where: { draw: { auditId: context.auditId } },
    include: { frameRow: true, case: { select: { id: true } } },
  });
  const tickets = rows.map(({ frameRow, ...row }): Ticket & { id: string } => ({
    id: row.id,
    stratum: row.stratum,
    ticket: row.number,
    reference: row.id,
    familyReference: frameRow.familyReferenceSealed
      ? open(
          given.key,
          `FrameRow.familyReferenceSealed/${frameRow.id}`,
          frameRow.familyReferenceSealed,
        )
      : null,
    // The draw's own record stays as it was: a replacement shows by its case.
    drawn: row.drawn || row.case !== null,
    skipped: row.skippedReason === 'same-family' ? 'same-family' : null,
  }));
  const { maxPerFamily } = sampleStage(context);
  const { next, passedOver } = nextTicket(tickets, given.stratum, maxPerFamily);
  return next && { id: next.reference, number: next.ticket, passedOver: passedOver.length };
}

async function writeReplacement(
  tx: Transaction,
  context: AuditContext,
  given: {
    old: { id: string; stratum: string };
    ticket: NextTicket;
    key: Key;
    reason: string;
  },
  now: Date,
): Promise<{ caseId: string; number: number }> {
  const { old, ticket, key, reason } = given;
  const { auditId, partnershipId } = context;
  await tx.case.update({
    where: { id: old.id },
    data: {
      state: 'replaced',
      replacedReasonSealed: seal(key, `Case.replacedReasonSealed/${old.id}`, reason),
    },
  });
  const { _max } = await tx.case.aggregate({ where: { auditId }, _max: { number: true } });
  const number = (_max.number ?? 0) + 1;
  const caseId = randomUUID();
  await tx.case.create({
    data: {
      id: caseId,
      partnershipId,
      auditId,
      number,
      stratum: old.stratum,
      ticketId: ticket.id,
      state: 'drawn',
      replacesCaseId: old.id,
      createdAt: now,
    },
  });
  return { caseId, number };
}

/** Nobody is asked about the old child any more; what came in about it stays on record. */
async function withdrawReturns(
  tx: Transaction,
  context: AuditContext,
  caseId: string,
  now: Date,
): Promise<{ waits: string[]; people: Concerned }> {
  const returns = await tx.return.findMany({
    where: { caseId, state: { not: 'withdrawn' } },
    select: {
      id: true,
      state: true,
      assigneeId: true,
      requestId: true,
      request: { select: { responsibleId: true, agency: { select: { key: true } } } },
    },
  });
  const waits: string[] = [];
  const people: Concerned = new Map();
  for (const each of returns) {
    // Whoever did not know the child has nothing to leave undone.
    for (const person of each.state === 'nil'
      ? []
      : [each.request.responsibleId, each.assigneeId]) {
      if (person) people.set(person, { requestId: each.requestId });
    }
    await tx.return.update({ where: { id: each.id }, data: { state: 'withdrawn' } });
    const { requestId } = each;
    const left = await tx.return.count({
      where: { requestId, state: 'asked', case: { heldAt: null } },
    });
    const asks = await tx.ask.findMany({
      where: {
        requestId,
        outcome: null,
        OR: [{ returnId: each.id }, ...(left > 0 ? [] : [{ step: { in: gatheringSteps } }])],
      },
      select: { id: true },
    });
    for (const ask of asks) await settleAsk(tx, ask.id, 'withdrawn', now);
    if (asks.length > 0) waits.push(requestWait(context, each.request.agency.key));
  }
  return { waits, people };
}
