import type { Clash } from '../../domain/independence.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import {
  type Independence,
  lockRequestOf,
  type OwnReturn,
  ownReturn,
  returnKey,
} from './own-return.ts';
import { startState } from './start-return.ts';

interface OfReturn {
  partnershipId: string;
  returnId: string;
}

/** The business unit lets somebody complete a tool in spite of a clash; the reason is kept. */
export async function acceptClash(
  records: Records,
  input: OfReturn & { reason: string },
  by: Actor,
  now: Date,
): Promise<'accepted' | 'no-clash' | 'no-reason' | 'not-found'> {
  const reason = input.reason.trim();
  if (reason === '') return 'no-reason';
  return transaction(records, async (tx) => {
    const clashing = await clashIn(records, tx, input, by);
    if (typeof clashing === 'string') return clashing;
    const { found, independence } = clashing;
    await writeIndependence(tx, found, { ...independence, accepted: reason });
    const { auditId, partnershipId } = found.context;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'clash.accepted',
      ids: { return: found.id, respondent: independence.declaredBy },
      digests: { reason: digest(found.key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    return 'accepted';
  });
}

/** Whoever answers for the agency is asked to pass the tool to somebody else. */
export async function askForAnotherPerson(
  records: Records,
  input: OfReturn,
  by: Actor,
  now: Date,
): Promise<'asked' | 'no-clash' | 'not-found'> {
  return transaction(records, async (tx) => {
    const clashing = await clashIn(records, tx, input, by);
    if (typeof clashing === 'string') return clashing;
    const { found, independence } = clashing;
    if (independence.another) return 'asked';
    await writeIndependence(tx, found, { ...independence, another: now.toISOString() });
    const { auditId, partnershipId } = found.context;
    const { id: request, responsibleId } = found.request;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'another-person.asked-for',
      ids: { return: found.id, respondent: independence.declaredBy },
      by,
      now,
    });
    await queueLetters(tx, [
      {
        partnershipId,
        key: `${returnKey(found)}/another-person/${seq}`,
        kind: 'another-person',
        contactId: responsibleId,
        auditId,
        ids: { request },
        now,
      },
    ]);
    return 'asked';
  });
}

/** What stands between somebody and the tool that they are to complete, as it stands now. */
async function clashIn(
  records: Records,
  tx: Transaction,
  input: OfReturn,
  by: Actor,
): Promise<{ found: OwnReturn; independence: Independence } | 'no-clash' | 'not-found'> {
  await lockRequestOf(tx, input.returnId);
  const found = await ownReturn(records, tx, input, { ...by, onBehalf: true });
  if (!found) return 'not-found';
  if (found.case.held) return 'no-clash';
  const start = await startState(records, tx, found);
  if (start.kind !== 'clash' || !found.independence) return 'no-clash';
  return { found, independence: { ...found.independence, problem: start.clash } };
}

/** A clash that shows only when the tool is sent: the business unit is to decide about it. */
export async function noteClash(
  tx: Transaction,
  found: OwnReturn,
  clash: Clash | 'declared',
): Promise<void> {
  if (!found.independence || found.independence.problem) return;
  await writeIndependence(tx, found, { ...found.independence, problem: clash });
}

async function writeIndependence(
  tx: Transaction,
  { id, key }: OwnReturn,
  independence: Independence,
): Promise<void> {
  const place = `Return.independenceSealed/${id}`;
  await tx.return.update({
    where: { id },
    data: { independenceSealed: sealJson(key, place, independence) },
  });
}
