import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import { type ConcernStep, concernDue } from '../../domain/concern-steps.ts';
import type { Moment } from '../../domain/waits.ts';
import { queueLetters } from '../letters/letters.ts';
import type { Transaction } from '../store/transaction.ts';
import { type ConcernContext, waitOfStep } from './concern-context.ts';
import { nextPeople, stepName } from './concern-ladder.ts';

/** The letter that tells somebody of a step for the first time. */
export const firstLetters: Record<ConcernStep, string> = {
  acknowledge: 'told',
  respond: 'respond',
  accept: 'assurance',
};

/**
 * Asks for the next step: the people given, or the first on its ladder. The first of them carries
 * the clock: when the answer is late, the next people are told. Returns the letters' keys, which
 * are sent at once whatever the hour.
 */
export async function openStep(
  tx: Transaction,
  context: ConcernContext,
  given: { step: ConcernStep; first?: string[]; by: string | null },
  now: Date,
): Promise<string[]> {
  const { step, by } = given;
  const first = given.first ?? (await nextPeople(tx, context, step, now));
  if (first.length === 0) throw new Error(`nobody can be told of ${context.row.number}`);
  const dueAt = concernDue(step, context.settings, now);
  const told = { what: 'ask' as const, at: now.toISOString(), passedAt: now.toISOString() };
  const late = { what: 'escalate' as const, at: dueAt.toISOString() };
  for (const [position, contactId] of first.entries()) {
    const moments: Moment[] = position === 0 ? [told, late] : [told];
    await askPerson(tx, context, { step, contactId, dueAt, moments }, now);
  }
  // Whoever has this very moment taken it on knows.
  const others = first.filter((contactId) => contactId !== by);
  return tell(tx, context, { step, what: firstLetters[step], people: others }, now);
}

/** Ends what a step asks: answered by one, so nobody else need answer. */
export async function settleStep(
  tx: Transaction,
  context: ConcernContext,
  given: { step: ConcernStep; by: string | null },
  now: Date,
): Promise<void> {
  const open = { concernId: context.row.id, step: stepName(given.step), outcome: null };
  const settled = { settledAt: now, nextAt: null };
  if (given.by) {
    const where = { ...open, contactId: given.by };
    await tx.ask.updateMany({ where, data: { ...settled, outcome: 'answered' } });
  }
  await tx.ask.updateMany({ where: open, data: { ...settled, outcome: 'withdrawn' } });
}

/** Queues one letter to each; those that tell of a step are dropped when it has been answered. */
export async function tell(
  tx: Transaction,
  { row }: ConcernContext,
  given: { step: ConcernStep | null; what: string; people: string[]; at?: Date },
  now: Date,
): Promise<string[]> {
  const { step, what, people, at } = given;
  const { partnershipId, number, round } = row;
  const thread = `${partnershipId}/${number}`;
  const base = [thread, step ? `${step}-${round}` : `${round}`, what].join('/');
  const letters = people.map((contactId) => ({
    partnershipId,
    key: [base, contactId, ...(at ? [at.toISOString()] : [])].join('/'),
    kind: `urgent-concern/${what}`,
    contactId,
    ids: { concern: row.id, step, round },
    thread,
    now,
  }));
  await queueLetters(tx, letters);
  return letters.map(({ key }) => key);
}

/** Asks one person, whose ask carries the clock where it has a moment to come. */
export async function askPerson(
  tx: Transaction,
  { row, zone }: ConcernContext,
  given: { step: ConcernStep; contactId: string; dueAt: Date; moments: Moment[] },
  now: Date,
): Promise<void> {
  const { step, contactId, dueAt, moments } = given;
  const { partnershipId, number, round } = row;
  const dueDate = dateOf(dueAt, zone);
  const next = moments.find((moment) => !moment.passedAt)?.at;
  await tx.ask.create({
    data: {
      id: randomUUID(),
      partnershipId,
      key: `${partnershipId}/${number}/${step}-${round}/${contactId}`,
      wait: waitOfStep(row, step),
      step: stepName(step),
      concernId: row.id,
      agencyId: row.agencyId,
      round,
      contactId,
      askedAt: now,
      dueDate,
      dueAt,
      firstDueDate: dueDate,
      moments: moments.map((moment) => ({ ...moment })),
      nextAt: next ? new Date(next) : null,
    },
  });
}
