import { type ConcernStep, nextEscalation } from '../../domain/concern-steps.ts';
import type { Moment, Wait } from '../../domain/waits.ts';
import { appendEvent, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { askPerson, openStep, tell } from './concern-asks.ts';
import {
  type ConcernContext,
  type ConcernRef,
  concernWait,
  lockConcern,
  stepOf,
} from './concern-context.ts';
import { nextPeople, stepName } from './concern-ladder.ts';

/** How a step of a concern stands. Somebody is always asked: the next people, where nobody is any more. */
export async function waitForConcern(
  records: Records,
  ref: ConcernRef & { step: ConcernStep },
  now: Date,
): Promise<Wait> {
  const { step } = ref;
  return transaction(records, async (tx) => {
    const context = await knownConcern(records, tx, ref);
    const { row } = context;
    const where = { concernId: row.id, step: stepName(step), outcome: null };
    if (stepOf(row) === step && (await tx.ask.count({ where })) === 0) {
      await openStep(tx, context, { step, by: null }, now);
    }
    return concernWait(tx, row, { step, now });
  });
}

/** What a concern waits for now; "closed" when it waits for nothing. */
export async function concernProgress(
  records: Records,
  ref: ConcernRef,
): Promise<ConcernStep | 'closed'> {
  return transaction(records, async (tx) => {
    return stepOf((await knownConcern(records, tx, ref)).row) ?? 'closed';
  });
}

/**
 * Does what the clock says is due for a concern: while an answer is late, tells the next people up
 * the ladder, each once, and chases those told before. Reads every row afresh.
 */
export async function actOnConcern(
  records: Records,
  ref: ConcernRef & { step: ConcernStep },
  now: Date,
): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await knownConcern(records, tx, ref);
    if (stepOf(context.row) === ref.step) await escalate(tx, context, ref.step, now);
    return concernWait(tx, context.row, { step: ref.step, now });
  });
}

async function escalate(
  tx: Transaction,
  context: ConcernContext,
  step: ConcernStep,
  now: Date,
): Promise<void> {
  const { row, settings } = context;
  const open = await tx.ask.findMany({
    where: { concernId: row.id, step: stepName(step), outcome: null },
    orderBy: { key: 'asc' },
  });
  const clock = open.find((each) => each.nextAt && each.nextAt <= now);
  if (!clock) return;
  const moments = (clock.moments as unknown as Moment[]).map((moment) => ({ ...moment }));
  let told = 0;
  // After a standstill of hours everybody hears who should have heard by now.
  for (;;) {
    const due = moments.find((moment) => !moment.passedAt);
    if (!due || due.at > now.toISOString()) break;
    due.passedAt = now.toISOString();
    const people = await nextPeople(tx, context, step, now);
    for (const contactId of people) {
      await askPerson(tx, context, { step, contactId, dueAt: clock.dueAt, moments: [] }, now);
    }
    await tell(tx, context, { step, what: 'escalated', people }, now);
    told += people.length;
    moments.push({ what: 'escalate', at: nextEscalation(due.at, settings, people.length === 0) });
  }
  const next = moments.at(-1)?.at;
  await tx.ask.update({
    where: { id: clock.id },
    data: {
      moments: moments.map((moment) => ({ ...moment })),
      nextAt: next ? new Date(next) : null,
    },
  });
  const people = open.map((each) => each.contactId);
  await tell(tx, context, { step, what: `${step}-chase`, people, at: now }, now);
  await appendEvent(tx, {
    partnershipId: row.partnershipId,
    chain: row.partnershipId,
    kind: 'concern.escalated',
    ids: { concern: row.number, step, told },
    by: theClock,
    now,
  });
}

async function knownConcern(
  records: Records,
  tx: Transaction,
  { partnership, concern }: ConcernRef,
): Promise<ConcernContext> {
  const found = await lockConcern(records, tx, { partnershipId: partnership, number: concern });
  if (!found) throw new Error(`there is no concern ${concern}`);
  return found;
}
