import { auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits, runningWait } from '../audits/audit-waits.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { joinSample } from './join-sample.ts';
import { sampleStage } from './sample.ts';

export type CaseAdded =
  | { kind: 'added'; caseId: string; number: number }
  | { kind: 'not-found' | 'unknown-level' | 'none-left' | 'paused' | 'ended' | 'no-reason' };

/**
 * Takes one case more into a sample that has been drawn: the next ticket of the level of need, which
 * nobody chooses. Whoever has been asked about the sample is asked about it too.
 */
export async function addCase(
  records: Records,
  input: { partnershipId: string; auditId: string; stratum: string; reason: string },
  by: Actor,
  now: Date,
): Promise<CaseAdded> {
  const { partnershipId, auditId, stratum } = input;
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
    if (!audit) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    const { key: stage, strata } = sampleStage(context);
    if (!strata.some((level) => level.key === stratum)) return { kind: 'unknown-level' };
    const drawn = await tx.draw.count({ where: { auditId } });
    const wait = await runningWait(tx, context, stage);
    if (context.state === 'paused') return { kind: 'paused' };
    if (context.state !== 'open' || !wait || drawn === 0) return { kind: 'ended' };
    if (reason === '') return { kind: 'no-reason' };
    const key = await records.keyring.audit(tx, auditId);
    const place = { stratum, replacesCaseId: null, key, wait };
    const joined = await joinSample(records, tx, context, place, now);
    if (!joined) return { kind: 'none-left' };
    const { caseId, number, ticket } = joined;
    const { number: ticketNumber, passedOver } = ticket;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'case.added',
      ids: { case: caseId, number, level: stratum, ticket: ticketNumber, passedOver },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    await nudgeWaits(tx, context, { waits: [...new Set(joined.waits)], word: 'asked', seq }, now);
    return { kind: 'added', caseId, number };
  });
}
