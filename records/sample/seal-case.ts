import type { FieldProblem } from '../../domain/field-problem.ts';
import { type HoldGround, holdProblems, type TypedHold } from '../../domain/hold.ts';
import { askAgainAbout } from '../asks/ask-again.ts';
import { auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import {
  comersForCase,
  settleWithCaseAgain,
  settleWithoutCase,
} from '../discussion/meeting-without-case.ts';
import { withdrawPair } from '../discussion/pairs.ts';
import { askNoMore, lockCase } from '../involvement/ask-no-more.ts';
import { withdrawFeedback } from '../involvement/family-feedback.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, openJson, sealJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

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
    const comers = await comersForCase(tx, context, found.id, now);
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
      ...(await settleWithoutCase(tx, context, comers, now)),
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
    await nudgeWaits(tx, context, { waits: [...new Set(waits)], word: 'case-sealed', seq }, now);
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
      context.state === 'open'
        ? [
            ...(await askAgainAbout(records, tx, context, found, now)),
            ...(await settleWithCaseAgain(tx, context, found.heldAt, now)),
          ]
        : [];
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
    await nudgeWaits(tx, context, { waits: [...new Set(waits)], word: 'case-unsealed', seq }, now);
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
