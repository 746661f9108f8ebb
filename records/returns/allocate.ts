import { keyOnceMore, openAsk, settleAsk } from '../asks/asks.ts';
import { timingsOf } from '../asks/clock.ts';
import { nudgeRequest } from '../asks/settle-request.ts';
import { passRevisionTo } from '../checks/quality-check.ts';
import {
  type ChosenColleague,
  type ColleagueRefusal,
  findOrAddColleague,
} from '../directory/colleagues.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { requestWait } from './gather-stage.ts';
import { lockRequestOf, type OwnReturn, ownReturn, returnKey } from './own-return.ts';

export type ReturnAllocated =
  | { kind: 'allocated'; contactId: string }
  | { kind: ColleagueRefusal }
  /** The person who answers for the agency has it anyway. */
  | { kind: 'yourself' }
  | { kind: 'not-found' | 'held' | 'submitted' | 'ended' };

/**
 * The person who answers for an agency gives one child's tool to a colleague, who is asked with the
 * same due date, and keeps sight of it. Giving it to somebody else takes it from the first.
 */
export async function allocateReturn(
  records: Records,
  input: { partnershipId: string; returnId: string; colleague: ChosenColleague },
  by: Actor,
  now: Date,
): Promise<ReturnAllocated> {
  return transaction(records, async (tx) => {
    const leading = await leadingReturn(records, tx, input, by);
    if ('kind' in leading) return leading;
    const { found, dueDate } = leading;
    if (found.part !== '') return { kind: 'not-found' };
    const colleague = await findOrAddColleague(records, tx, {
      partnershipId: input.partnershipId,
      agencyId: found.request.agency.id,
      colleague: input.colleague,
    });
    if ('refused' in colleague) return { kind: colleague.refused };
    const { contactId } = colleague;
    if (contactId === found.request.responsibleId) return { kind: 'yourself' };
    if (contactId === found.assigneeId) return { kind: 'allocated', contactId };
    await withdrawColleague(tx, found, now);
    await tx.return.update({ where: { id: found.id }, data: { assigneeId: contactId } });
    if (found.state === 'asked') await askColleague(tx, found, { contactId, dueDate }, now);
    else await passRevisionTo(tx, found.context, { contactId, where: { returnId: found.id } }, now);
    const seq = await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: found.context.auditId,
      kind: 'return.allocated',
      ids: { return: found.id, case: found.case.id, to: contactId, from: found.assigneeId },
      by,
      now,
    });
    await nudgeRequest(tx, { ...found, word: 'asked', seq }, now);
    return { kind: 'allocated', contactId };
  });
}

export type ReturnTakenBack =
  | 'taken-back'
  | 'not-allocated'
  | 'not-found'
  | 'held'
  | 'submitted'
  | 'ended';

/** The lead takes a tool back with everything that the colleague has saved in it. */
export async function takeBack(
  records: Records,
  input: { partnershipId: string; returnId: string },
  by: Actor,
  now: Date,
): Promise<ReturnTakenBack> {
  return transaction(records, async (tx) => {
    const leading = await leadingReturn(records, tx, input, by);
    if ('kind' in leading) return leading.kind;
    const { found } = leading;
    if (!found.assigneeId) return 'not-allocated';
    await withdrawColleague(tx, found, now);
    await tx.return.update({ where: { id: found.id }, data: { assigneeId: null } });
    const contactId = found.request.responsibleId;
    await passRevisionTo(tx, found.context, { contactId, where: { returnId: found.id } }, now);
    const seq = await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: found.context.auditId,
      kind: 'return.taken-back',
      ids: { return: found.id, case: found.case.id, from: found.assigneeId },
      by,
      now,
    });
    await nudgeRequest(tx, { ...found, word: 'asked', seq }, now);
    return 'taken-back';
  });
}

/** A return that is still to come, for the one who answers for it, with their own due date. */
async function leadingReturn(
  records: Records,
  tx: Transaction,
  input: { partnershipId: string; returnId: string },
  by: Actor,
): Promise<
  { found: OwnReturn; dueDate: string } | { kind: 'not-found' | 'held' | 'submitted' | 'ended' }
> {
  await lockRequestOf(tx, input.returnId);
  const found = await ownReturn(records, tx, input, by);
  const leads = by.onBehalf || found?.request.responsibleId === by.contactId;
  if (!found || !leads) return { kind: 'not-found' };
  if (found.case.held) return { kind: 'held' };
  if (found.state !== 'asked' && found.state !== 'sent-back') {
    return { kind: found.state === 'not-answered' ? 'ended' : 'submitted' };
  }
  const ask = await tx.ask.findFirst({
    where:
      found.state === 'asked'
        ? { requestId: found.request.id, step: 'returns', outcome: null }
        : { returnId: found.id, step: 'revise', outcome: null },
    select: { dueDate: true },
  });
  const ended = !ask || found.context.state === 'cancelled';
  return ended ? { kind: 'ended' } : { found, dueDate: ask.dueDate };
}

/** The colleague's ask ends, and they hear that it has. */
async function withdrawColleague(tx: Transaction, found: OwnReturn, now: Date): Promise<void> {
  const asks = await tx.ask.findMany({
    where: { returnId: found.id, step: 'allocated', outcome: null },
  });
  for (const ask of asks) {
    if (!(await settleAsk(tx, ask.id, 'withdrawn', now))) continue;
    await queueLetters(tx, [
      {
        partnershipId: ask.partnershipId,
        key: `${ask.key}/taken-back`,
        kind: 'allocated/taken-back',
        contactId: ask.contactId,
        auditId: ask.auditId,
        ids: { ask: ask.id },
        thread: ask.key,
        now,
      },
    ]);
  }
}

/** Asks a colleague for the tool of one child, again where they had it before. */
export async function askColleague(
  tx: Transaction,
  found: OwnReturn,
  given: { contactId: string; dueDate: string },
  now: Date,
): Promise<void> {
  const { context, request } = found;
  await openAsk(
    tx,
    context,
    {
      key: await keyOnceMore(tx, `${returnKey(found)}/${given.contactId}`),
      wait: requestWait(context, request.agency.key),
      step: 'allocated',
      stageKey: request.stageKey,
      contactId: given.contactId,
      agencyId: request.agency.id,
      requestId: request.id,
      returnId: found.id,
      timings: timingsOf(context, 'allocated'),
      dueDate: given.dueDate,
    },
    now,
  );
}
