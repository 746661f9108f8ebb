import { auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { bringForward as bringAsksForward } from './asks.ts';
import { gatheringSteps } from './settle-request.ts';

export type BroughtForward =
  | { kind: 'brought-forward'; asks: number }
  | { kind: 'nothing-to-bring' | 'no-reason' | 'paused' | 'not-found' };

/**
 * The business unit does not wait for the clock: what is next for the asks of a wait (a letter, an
 * escalation) is done now, or their time ends now.
 */
export async function bringForward(
  records: Records,
  input: {
    partnershipId: string;
    auditId: string;
    wait: string;
    /** Only what is asked in this step, where a wait has several. */
    step?: string | undefined;
    which: 'next' | 'close';
    reason: string;
  },
  by: Actor,
  now: Date,
): Promise<BroughtForward> {
  const { partnershipId, auditId, wait, step, which } = input;
  // What is allocated to colleagues runs with what its lead is asked.
  const alone = step === undefined ? undefined : [step];
  const steps = step === 'returns' ? gatheringSteps : alone;
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    await lockAudit(tx, auditId);
    const open = await tx.ask.findFirst({
      where: {
        partnershipId,
        auditId,
        wait,
        outcome: null,
        ...(steps ? { step: { in: steps } } : {}),
      },
      select: { id: true, step: true },
    });
    if (!open) return { kind: 'not-found' };
    const context = await auditContext(tx, auditId);
    if (context.state !== 'open') return { kind: 'paused' };
    if (reason === '') return { kind: 'no-reason' };
    const asks = await bringAsksForward(tx, { wait, steps, which }, now);
    if (asks === 0) return { kind: 'nothing-to-bring' };
    const key = await records.keyring.audit(tx, auditId);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'clock.brought-forward',
      ids: { step: open.step, which, asks, wait },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    await nudgeWaits(tx, context, { waits: [wait], word: 'brought-forward', seq }, now);
    return { kind: 'brought-forward', asks };
  });
}
