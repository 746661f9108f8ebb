import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { tellNews } from '../audits/audit-news.ts';
import { nudgeWaits, runningWait } from '../audits/audit-waits.ts';
import { askNoMore, lockCase } from '../involvement/ask-no-more.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { dropCase } from './drop-case.ts';
import { joinSample } from './join-sample.ts';
import { sampleStage } from './sample.ts';

export type CaseReplaced =
  | { kind: 'replaced'; caseId: string; number: number }
  | { kind: NotDropped | 'none-left' };

export type CaseWithdrawn = { kind: 'withdrawn' | NotDropped | 'the-last' };

/** `done-before`: in the same way; `left-before`: in the other. */
type NotDropped = 'not-found' | 'done-before' | 'left-before' | 'paused' | 'ended' | 'no-reason';

interface CaseToDrop {
  partnershipId: string;
  caseId: string;
  reason: string;
}

/**
 * Drops a case for a reason. The next ticket of its level of need takes its place, as a new case
 * with a number of its own: a replacement is never chosen. Whoever has been asked about the sample
 * is asked about the new child too.
 */
export async function replaceCase(
  records: Records,
  input: CaseToDrop,
  by: Actor,
  now: Date,
): Promise<CaseReplaced> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const found = await caseToDrop(tx, { ...input, reason }, 'replaced');
    if ('kind' in found) return found;
    const { context, old, wait } = found;
    const key = await records.keyring.audit(tx, context.auditId);
    const { id: replacesCaseId, stratum } = old;
    const joined = await joinSample(
      records,
      tx,
      context,
      { stratum, replacesCaseId, key, wait },
      now,
    );
    if (!joined) return { kind: 'none-left' };
    const dropped = await dropCase(tx, context, { old, state: 'replaced', reason, key }, now);
    const { caseId, number, ticket } = joined;
    const seq = await appendEvent(tx, {
      partnershipId: context.partnershipId,
      chain: context.auditId,
      kind: 'case.replaced',
      ids: {
        case: old.id,
        number: old.number,
        by: number,
        level: stratum,
        ticket: ticket.number,
        passedOver: ticket.passedOver,
      },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    const { partnershipId, auditId } = context;
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    const { people } = dropped;
    await tellNews(tx, context, { news: 'child-replaced', people, seq, by: by.contactId }, now);
    const waits = [...new Set([...dropped.waits, ...joined.waits])];
    await nudgeWaits(tx, context, { waits, word: 'asked', seq }, now);
    return { kind: 'replaced', caseId, number };
  });
}

/**
 * Drops a case for a reason, and none takes its place: the audit goes on with one fewer. The last one
 * stays: an audit of nobody is cancelled instead.
 */
export async function withdrawCase(
  records: Records,
  input: CaseToDrop,
  by: Actor,
  now: Date,
): Promise<CaseWithdrawn> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const found = await caseToDrop(tx, { ...input, reason }, 'withdrawn');
    if ('kind' in found) return found;
    const { context, old } = found;
    const { partnershipId, auditId } = context;
    const left = { auditId, state: { in: ['drawn', 'identified'] }, id: { not: old.id } };
    if ((await tx.case.count({ where: left })) === 0) return { kind: 'the-last' };
    const key = await records.keyring.audit(tx, auditId);
    const dropped = await dropCase(tx, context, { old, state: 'withdrawn', reason, key }, now);
    const asked = await askNoMore(tx, context, old.id, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'case.withdrawn',
      ids: { case: old.id, number: old.number, level: old.stratum },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    const { people } = dropped;
    await tellNews(tx, context, { news: 'child-replaced', people, seq, by: by.contactId }, now);
    const waits = [...new Set([...dropped.waits, ...asked])];
    await nudgeWaits(tx, context, { waits, word: 'case-withdrawn', seq }, now);
    return { kind: 'withdrawn' };
  });
}

type DroppedRow = NonNullable<Awaited<ReturnType<typeof lockCase>>>;

/** A case that can leave the sample, with where the audit waits; else why it cannot. */
async function caseToDrop(
  tx: Transaction,
  input: CaseToDrop,
  as: 'replaced' | 'withdrawn',
): Promise<{ context: AuditContext; old: DroppedRow; wait: string } | { kind: NotDropped }> {
  const old = await lockCase(tx, input);
  if (!old) return { kind: 'not-found' };
  const context = await auditContext(tx, old.auditId);
  if (old.state === as) return { kind: 'done-before' };
  if (old.state !== 'drawn' && old.state !== 'identified') return { kind: 'left-before' };
  const wait = await runningWait(tx, context, sampleStage(context).key);
  if (context.state === 'paused') return { kind: 'paused' };
  if (context.state !== 'open' || !wait) return { kind: 'ended' };
  if (input.reason === '') return { kind: 'no-reason' };
  return { context, old, wait };
}
