import type { Received } from '../../domain/received.ts';
import { completeLate, nudgeRequest, settleAsksOf } from '../asks/settle-request.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal, sealJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import {
  closedReason,
  lockRequestOf,
  openReturnStates,
  ownReturn,
  returnKey,
} from './own-return.ts';

export type NotKnownDeclared =
  | 'declared'
  | 'not-found'
  | 'not-yours'
  | 'held'
  | 'submitted'
  | 'ended';

/**
 * The agency finds that it did not know this child in the period after all; why is kept, and how the
 * business unit received it that enters it for them.
 */
export async function declareNotKnown(
  records: Records,
  input: { partnershipId: string; returnId: string; reason: string; received?: Received },
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
    const { received } = input;
    const place = `Return.nilReceivedSealed/${found.id}`;
    const { count } = await tx.return.updateMany({
      where: { id: found.id, state: { in: [...openReturnStates] } },
      data: {
        state: 'nil',
        nilReceivedSealed: received ? sealJson(found.key, place, received) : null,
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
    if (received) {
      const letter = { kind: 'nil-return/entered', contactId: found.respondentId, auditId, now };
      const key = `${returnKey(found)}/nil-entered`;
      await queueLetters(tx, [
        { ...letter, partnershipId, key, ids: { request: found.request.id } },
      ]);
    }
    await completeLate(tx, found, by, now);
    await nudgeRequest(tx, { ...found, word: 'answered', seq }, now);
    return 'declared';
  });
}
