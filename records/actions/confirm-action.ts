import { whoAnswersFor } from '../involvement/involvement.ts';
import { queueLetters } from '../letters/letters.ts';
import type { Actor } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import {
  type ActionReviewed,
  type FoundAction,
  lockAction,
  type OfAction,
  settleAction,
} from './changed-action.ts';
import { expectUpdates } from './expect-updates.ts';
import { settleWorkPlan } from './work-plan.ts';

/** Somebody other than who reported it confirms that an action is complete (DD-23). */
export async function confirmAction(
  records: Records,
  input: OfAction,
  by: Actor,
  now: Date,
): Promise<ActionReviewed> {
  return transaction(records, async (tx) => {
    const found = await lockReported(tx, input);
    if ('kind' in found) return found;
    const { context, action, report } = found;
    if (report.givenById === by.contactId) return { kind: 'own-word' };
    await tx.actionUpdate.update({
      where: { id: report.id },
      data: { review: 'confirmed', reviewedById: by.contactId, reviewedAt: now },
    });
    await tx.action.update({
      where: { id: action.id },
      data: { state: 'complete', completedAt: now, confirmedById: by.contactId },
    });
    const ids = { action: action.id, number: action.number, agency: action.ownerAgencyId };
    await settleAction(tx, { ...found, event: { kind: 'action.confirmed', ids } }, { by, now });
    await settleWorkPlan(tx, { partnershipId: context.partnershipId, bodyId: action.bodyId }, now);
    return { kind: 'done' };
  });
}

/** It is not complete after all: with a reason it is open again, and its agency is told and asked on. */
export async function reopenAction(
  records: Records,
  input: OfAction & { reason: string },
  by: Actor,
  now: Date,
): Promise<ActionReviewed> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const found = await lockReported(tx, input);
    if ('kind' in found) return found;
    if (reason === '') return { kind: 'no-reason' };
    const { context, action, report } = found;
    const { auditId } = context;
    const key = await records.keyring.audit(tx, auditId);
    await tx.actionUpdate.update({
      where: { id: report.id },
      data: {
        review: 'reopened',
        reviewSealed: seal(key, `ActionUpdate.reviewSealed/${report.id}`, reason),
        reviewedById: by.contactId,
        reviewedAt: now,
      },
    });
    await tx.action.update({ where: { id: action.id }, data: { state: 'open' } });
    await expectUpdates(tx, context, now);
    await tellOwner(tx, found, now);
    const ids = { action: action.id, number: action.number, agency: action.ownerAgencyId };
    const digests = { reason: digest(key, reason) };
    await settleAction(
      tx,
      { ...found, event: { kind: 'action.reopened', ids, digests } },
      { by, now },
    );
    return { kind: 'done' };
  });
}

type UpdateRow = Awaited<ReturnType<Transaction['actionUpdate']['findFirstOrThrow']>>;

/** The action with the report that waits to be decided. */
async function lockReported(
  tx: Transaction,
  input: OfAction,
): Promise<
  (FoundAction & { report: UpdateRow }) | { kind: 'not-found' | 'ended' | 'not-reported' }
> {
  const found = await lockAction(tx, input);
  if ('kind' in found) return found;
  const report = await tx.actionUpdate.findFirst({
    where: { actionId: found.action.id, answer: 'complete', review: null },
    orderBy: { givenAt: 'desc' },
  });
  if (found.action.state !== 'reported-complete' || !report) return { kind: 'not-reported' };
  return { ...found, report };
}

async function tellOwner(
  tx: Transaction,
  { context, action, report }: FoundAction & { report: UpdateRow },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { ownerAgencyId: agencyId } = action;
  const ask = await tx.ask.findFirst({
    where: { auditId, step: 'update', agencyId, outcome: null },
  });
  if (!ask) return;
  const contactId = await whoAnswersFor(tx, context, agencyId, now);
  const key = `${ask.key}/reopened/${report.id}`;
  const letter = {
    partnershipId,
    key,
    kind: 'update/reopened',
    contactId,
    auditId,
    ids: { ask: ask.id },
    now,
  };
  await queueLetters(tx, [{ ...letter, thread: ask.key }]);
}
