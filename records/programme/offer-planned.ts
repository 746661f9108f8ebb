import { addWorkingDays, dateOf, instantAt } from '../../domain/calendar.ts';
import { workingCalendar } from '../audits/audit-context.ts';
import { holdersOf, officerOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { appendEvent, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { findPlanned, lockPlanned, nudgePlanned, type PlannedRow } from './planned.ts';

/** How a workflow names a planned audit. */
export interface PlannedRef {
  partnership: string;
  programme: string;
  entry: string;
}

const remindWorkingDays = 5;
export const lettersLeave = '09:00';

/**
 * Does what is due for a planned audit: offers it to the officer on its day, and reminds while nobody
 * has started it, from the second time the manager too. Twice, too early or too late, it does nothing.
 */
export async function offerPlanned(
  records: Records,
  ref: PlannedRef,
  now: Date,
): Promise<'offered' | 'reminded' | 'nothing-due'> {
  return transaction(records, async (tx) => {
    const { partnership: partnershipId, programme, entry } = ref;
    await lockPlanned(tx, partnershipId);
    const planned = await findPlanned(tx, { partnershipId, programme, entry });
    if (!planned) throw new Error(`there is no planned audit ${programme}/${entry}`);
    const due = planned.nextAt !== null && planned.nextAt <= now;
    const open = planned.state === 'planned' || planned.state === 'offered';
    if (!open || !due) return 'nothing-due';
    const seq = await offer(tx, planned, now);
    await nudgePlanned(tx, { id: planned.id, seq, word: 'asked' }, now);
    return planned.state === 'planned' ? 'offered' : 'reminded';
  });
}

async function offer(tx: Transaction, planned: PlannedRow, now: Date): Promise<number> {
  const { id, partnershipId, programme, key, state, reminders } = planned;
  const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const calendar = workingCalendar(partnership, now);
  const nextDay = addWorkingDays(dateOf(now, calendar.zone), remindWorkingDays, calendar);
  const first = state === 'planned';
  await tx.plannedAudit.update({
    where: { id },
    data: {
      state: 'offered',
      nextAt: new Date(instantAt(nextDay, lettersLeave, calendar.zone)),
      reminders: first ? 0 : reminders + 1,
    },
  });
  const officer = await officerOf(tx, partnershipId, now);
  const managers =
    reminders < 1 ? [] : await holdersOf(tx, { partnershipId, role: 'manager', on: now });
  const thread = `${partnershipId}/planned/${programme.name}/${key}`;
  const what = first ? 'offered' : `remind-${reminders + 1}`;
  await queueLetters(
    tx,
    [...new Set([officer, ...managers])].map((contactId) => ({
      partnershipId,
      key: `${thread}/${what}/${contactId}`,
      kind: first ? 'planned/offered' : 'planned/remind',
      contactId,
      ids: { planned: id },
      thread,
      now,
    })),
  );
  return appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: first ? 'planned-audit.offered' : 'planned-audit.reminded',
    ids: { planned: id, programme: programme.name, entry: key },
    by: theClock,
    now,
  });
}
