import { type Actor, appendEvent } from './events.ts';
import { closedReason, lockRequestOf, openReturnStates, ownReturn } from './own-return.ts';
import { digest, seal } from './sealing.ts';
import { completeLate, nudgeRequest, settleAsksOf } from './settle-request.ts';
import { type Records, transaction } from './transaction.ts';

export type NotKnownDeclared =
  | 'declared'
  | 'not-found'
  | 'not-yours'
  | 'held'
  | 'submitted'
  | 'ended';

/** The agency finds that it did not know this child in the period after all; why is kept. */
export async function declareNotKnown(
  records: Records,
  input: { partnershipId: string; returnId: string; reason: string },
  by: Actor,
  now: Date,
): Promise<NotKnownDeclared> {
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    if (!found) return 'not-found';
    if (found.state === 'nil') return 'declared';
    // Whoever answers for the agency can say so even while a colleague has the tool.
    const lead = found.request.responsibleId === by.contactId;
    const closed = closedReason(lead ? { ...found, mayWrite: true } : found);
    if (closed) return closed;
    const { count } = await tx.return.updateMany({
      where: { id: found.id, state: { in: [...openReturnStates] } },
      data: {
        state: 'nil',
        nilReasonSealed: seal(found.key, `Return.nilReasonSealed/${found.id}`, input.reason),
      },
    });
    if (count === 0) return 'submitted';
    await settleAsksOf(tx, found, now);
    const { partnershipId, auditId } = found.context;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'return.not-known',
      ids: { return: found.id, case: found.case.id, agency: found.request.agency.key },
      digests: { reason: digest(found.key, input.reason) },
      by,
      now,
    });
    await completeLate(tx, found, by, now);
    await nudgeRequest(tx, { ...found, word: 'answered', seq }, now);
    return 'declared';
  });
}
