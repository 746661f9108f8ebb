import type { FieldProblem } from '../domain/field-problem.ts';
import { type HoldGround, holdProblems, type TypedHold } from '../domain/hold.ts';
import { askAgainAbout } from './ask-again.ts';
import { settleAsk } from './asks.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { lockAudit, nudgeWaits } from './audit-waits.ts';
import { type Actor, appendEvent } from './events.ts';
import { withdrawFeedback } from './family-feedback.ts';
import { withdrawPair } from './pairs.ts';
import { keepReason } from './reasons.ts';
import { digest, openJson, sealJson } from './sealing.ts';
import { gatheringSteps } from './settle-request.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

export type CaseSealed =
  | { kind: 'sealed' | 'sealed-before' | 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Why a child is sealed, since when and by whom. */
export interface Hold {
  ground: HoldGround;
  reason: string;
  since: Date;
  byId: string | null;
}

/**
 * Seals a child because of a death, court proceedings or a practice review: nobody is asked about it
 * any more, no automatic email mentions it, and what there is about it can be read but not changed.
 * No silence is recorded against anybody, and the audit goes on without it. A child can be sealed in
 * a paused audit and in one that has ended too: a hold beats every erasure, so whatever comes to
 * erase rows has to leave those of a case with `heldAt` alone. Nothing erases any yet.
 */
export async function sealCase(
  records: Records,
  input: { partnershipId: string; caseId: string } & TypedHold,
  by: Actor,
  now: Date,
): Promise<CaseSealed> {
  const problems = holdProblems(input);
  if (problems.length > 0) return { kind: 'refused', problems };
  const hold = { ground: input.ground, reason: input.reason.trim() };
  return transaction(records, async (tx) => {
    const found = await lockCase(tx, input);
    if (!found) return { kind: 'not-found' };
    if (found.heldAt) return { kind: 'sealed-before' };
    const context = await auditContext(tx, found.auditId);
    const { auditId, partnershipId } = context;
    const key = await records.keyring.audit(tx, auditId);
    await tx.case.update({
      where: { id: found.id },
      data: {
        heldAt: now,
        heldById: by.contactId,
        holdReasonSealed: sealJson(key, `Case.holdReasonSealed/${found.id}`, hold),
      },
    });
    const waits = [
      ...(await askNoMore(tx, context, found.id, now)),
      ...(await withdrawFeedback(tx, found.id, now)),
      ...(await withdrawPair(tx, context, found.number, now)),
    ];
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'case.sealed',
      ids: { case: found.id, number: found.number },
      digests: { ground: digest(key, hold.ground), reason: digest(key, hold.reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason: hold.reason });
    await nudgeWaits(tx, context, { waits, word: 'case-sealed', seq }, now);
    return { kind: 'sealed' };
  });
}

export type CaseUnsealed = 'unsealed' | 'not-sealed' | 'not-found' | 'paused' | 'no-reason';

/**
 * Lifts the hold. What was open when it began is asked for again with new dates, as long as the
 * report has not been begun; silence that had been recorded before stays as it was.
 */
export async function unsealCase(
  records: Records,
  input: { partnershipId: string; caseId: string; reason: string },
  by: Actor,
  now: Date,
): Promise<CaseUnsealed> {
  const reason = input.reason.trim();
  if (reason === '') return 'no-reason';
  return transaction(records, async (tx) => {
    const found = await lockCase(tx, input);
    if (!found) return 'not-found';
    if (!found.heldAt) return 'not-sealed';
    const context = await auditContext(tx, found.auditId);
    // New dates would be counted from a clock that stands still.
    if (context.state === 'paused') return 'paused';
    const { auditId, partnershipId } = context;
    const key = await records.keyring.audit(tx, auditId);
    await tx.case.update({
      where: { id: found.id },
      data: { heldAt: null, heldById: null, holdReasonSealed: null },
    });
    const waits =
      context.state === 'open' ? await askAgainAbout(records, tx, context, found, now) : [];
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'case.unsealed',
      ids: { case: found.id, number: found.number },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    await nudgeWaits(tx, context, { waits, word: 'case-unsealed', seq }, now);
    return 'unsealed';
  });
}

/** Why a child is sealed; null for one that is not. */
export async function holdOf(
  records: Records,
  given: { partnershipId: string; caseId: string },
): Promise<Hold | null> {
  return transaction(records, async (tx) => {
    const row = await tx.case.findFirst({
      where: { id: given.caseId, partnershipId: given.partnershipId, heldAt: { not: null } },
    });
    if (!row?.heldAt || !row.holdReasonSealed) return null;
    const key = await records.keyring.audit(tx, row.auditId);
    const place = `Case.holdReasonSealed/${row.id}`;
    const told = openJson<Pick<Hold, 'ground' | 'reason'>>(key, place, row.holdReasonSealed);
    return { ...told, since: row.heldAt, byId: row.heldById };
  });
}

/** Holds the audit, and each request about the child against whoever submits at this moment. */
async function lockCase(tx: Transaction, input: { partnershipId: string; caseId: string }) {
  const { partnershipId, caseId } = input;
  const where = { id: caseId, partnershipId };
  const found = await tx.case.findFirst({ where, select: { auditId: true } });
  if (!found) return null;
  await lockAudit(tx, found.auditId);
  await tx.$queryRaw`
    SELECT 1 FROM "Request" WHERE id IN (SELECT "requestId" FROM "Return" WHERE "caseId" = ${caseId})
    ORDER BY id FOR NO KEY UPDATE`;
  return tx.case.findUniqueOrThrow({ where: { id: caseId } });
}

/** Ends every ask that is about this child, or about nothing else any more; returns their waits. */
async function askNoMore(
  tx: Transaction,
  context: AuditContext,
  caseId: string,
  now: Date,
): Promise<string[]> {
  const asks = [
    ...(await asksAboutReturns(tx, caseId)),
    ...(await asksAboutInvolvement(tx, context.auditId)),
    ...(await asksForNames(tx, context.auditId)),
  ];
  for (const { id } of asks) await settleAsk(tx, id, 'withdrawn', now);
  return [...new Set(asks.map(({ wait }) => wait))];
}

interface EndedAsk {
  id: string;
  wait: string;
}

const told = { id: true, wait: true } as const;

async function asksAboutReturns(tx: Transaction, caseId: string): Promise<EndedAsk[]> {
  const returns = await tx.return.findMany({ where: { caseId }, select: { requestId: true } });
  const own = await tx.ask.findMany({ where: { return: { caseId }, outcome: null }, select: told });
  const requestIds = [...new Set(returns.map(({ requestId }) => requestId))];
  const idle = await tx.request.findMany({
    where: {
      id: { in: requestIds },
      returns: { none: { state: 'asked', case: { heldAt: null } } },
    },
    select: { id: true },
  });
  const asks = await tx.ask.findMany({
    where: {
      requestId: { in: idle.map(({ id }) => id) },
      step: { in: gatheringSteps },
      outcome: null,
      OR: [{ returnId: null }, { return: { caseId: { not: caseId } } }],
    },
    select: told,
  });
  return [...own, ...asks];
}

/** Of agencies that have answered, or need not answer, about every other child. */
async function asksAboutInvolvement(tx: Transaction, auditId: string): Promise<EndedAsk[]> {
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'involvement', outcome: null },
    select: { ...told, agencyId: true },
  });
  const asked = await tx.involvement.findMany({
    where: {
      auditId,
      state: 'asked',
      case: { state: { in: ['drawn', 'identified'] }, heldAt: null },
    },
    select: { agencyId: true },
    distinct: ['agencyId'],
  });
  return asks.filter((ask) => !asked.some(({ agencyId }) => agencyId === ask.agencyId));
}

async function asksForNames(tx: Transaction, auditId: string): Promise<EndedAsk[]> {
  const unnamed = await tx.case.count({ where: { auditId, state: 'drawn', heldAt: null } });
  if (unnamed > 0) return [];
  return tx.ask.findMany({ where: { auditId, step: 'identities', outcome: null }, select: told });
}
