import { randomUUID } from 'node:crypto';
import type { ConcernStep } from '../../domain/concern-steps.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import type { Moment } from '../../domain/waits.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import type { NudgeWord } from '../store/waits.ts';
import { tellReporter } from './answer-concern.ts';
import { openStep, settleStep, tell } from './concern-asks.ts';
import {
  type ConcernContext,
  type ConcernInPartnership,
  keptFrom,
  lockConcern,
  nudgeConcern,
  stepOf,
} from './concern-context.ts';
import { stepName } from './concern-ladder.ts';

export type ConcernDecided =
  | { kind: 'accepted' | 'refused' | 'reopened' | 'told-early'; letters: string[] }
  | { kind: 'no-reason'; problems: FieldProblem[] }
  /** Whoever said what was done cannot be the one who accepts it. */
  | { kind: 'own-response' }
  | { kind: 'done-before' | 'not-found' };

type Decided = Extract<ConcernDecided, { letters: string[] }>['kind'];

/** Somebody other than the responder accepts the assurance, which closes the concern. */
export async function acceptAssurance(
  records: Records,
  concern: ConcernInPartnership,
  by: Actor,
  now: Date,
): Promise<ConcernDecided> {
  return transaction(records, async (tx) => {
    const context = await decidable(records, tx, concern, by);
    if (!context) return { kind: 'not-found' };
    const { row } = context;
    const contactId = by.contactId ?? '';
    const { count } = await tx.urgentConcern.updateMany({
      where: {
        id: row.id,
        state: 'assured',
        statements: { none: { givenById: contactId } },
      },
      data: { state: 'closed', closedAt: now, closedById: contactId },
    });
    if (count === 0) return { kind: row.state === 'assured' ? 'own-response' : 'done-before' };
    await settleStep(tx, context, { step: 'accept', by: contactId }, now);
    const people = (await toldOf(tx, row.id)).filter((id) => id !== contactId);
    const letters = [
      ...(await tell(tx, context, { step: null, what: 'closed', people }, now)),
      ...(people.includes(row.raisedById)
        ? []
        : await tellReporter(tx, context, 'closed', { by, now })),
    ];
    const decision = {
      kind: 'accepted' as const,
      step: 'accept' as const,
      word: 'closed' as const,
    };
    await decide(tx, context, { ...decision, reason: null, by, now });
    return { kind: 'accepted', letters };
  });
}

/** The assurance is not enough: the agency is asked again, with the reason. */
export async function refuseAssurance(
  records: Records,
  input: ConcernInPartnership & { reason: string },
  by: Actor,
  now: Date,
): Promise<ConcernDecided> {
  return askAgain(records, input, { from: 'assured', kind: 'refused' }, { by, now });
}

/** A closed concern is opened once more: the agency is asked again, with the reason. */
export async function reopenConcern(
  records: Records,
  input: ConcernInPartnership & { reason: string },
  by: Actor,
  now: Date,
): Promise<ConcernDecided> {
  return askAgain(records, input, { from: 'closed', kind: 'reopened' }, { by, now });
}

/** The business unit does not wait for the clock: the next people are told now. */
export async function tellNextNow(
  records: Records,
  input: ConcernInPartnership & { reason: string },
  by: Actor,
  now: Date,
): Promise<ConcernDecided> {
  return transaction(records, async (tx) => {
    const context = await decidable(records, tx, input, by);
    if (!context) return { kind: 'not-found' };
    const step = stepOf(context.row);
    if (!step) return { kind: 'done-before' };
    const problems = reasonProblems(input.reason);
    if (problems.length > 0) return { kind: 'no-reason', problems };
    const where = { concernId: context.row.id, step: stepName(step), outcome: null };
    const clock = await tx.ask.findFirst({ where: { ...where, nextAt: { gt: now } } });
    if (!clock) return { kind: 'done-before' };
    const moments = (clock.moments as unknown as Moment[]).map((moment) =>
      moment.passedAt ? { ...moment } : { ...moment, at: now.toISOString() },
    );
    await tx.ask.update({ where: { id: clock.id }, data: { moments, nextAt: now } });
    const decision = { kind: 'told-early' as const, word: 'brought-forward' as const, step };
    await decide(tx, context, { ...decision, reason: input.reason, by, now });
    return { kind: 'told-early', letters: [] };
  });
}

async function askAgain(
  records: Records,
  input: ConcernInPartnership & { reason: string },
  given: { from: 'assured' | 'closed'; kind: 'refused' | 'reopened' },
  { by, now }: { by: Actor; now: Date },
): Promise<ConcernDecided> {
  const { from, kind } = given;
  return transaction(records, async (tx) => {
    const before = await decidable(records, tx, input, by);
    if (!before) return { kind: 'not-found' };
    if (before.row.state !== from) return { kind: 'done-before' };
    const problems = reasonProblems(input.reason);
    if (problems.length > 0) return { kind: 'no-reason', problems };
    await tx.urgentConcern.updateMany({
      where: { id: before.row.id, state: from },
      data: {
        state: 'acknowledged',
        round: before.row.round + 1,
        closedAt: null,
        closedById: null,
      },
    });
    await settleStep(tx, before, { step: 'accept', by: by.contactId }, now);
    const context = await lockConcern(records, tx, input);
    if (!context) return { kind: 'not-found' };
    const first = [await lastResponder(tx, before.row)];
    const letters = await openStep(tx, context, { step: 'respond', first, by: null }, now);
    const step = from === 'assured' ? 'accept' : 'respond';
    await decide(tx, context, { kind, step, word: kind, reason: input.reason, by, now });
    return { kind, letters };
  });
}

/** The concern, for the business unit; as little there as anything for those it is about. */
async function decidable(
  records: Records,
  tx: Transaction,
  { partnershipId, number }: ConcernInPartnership,
  by: Actor,
): Promise<ConcernContext | null> {
  const context = await lockConcern(records, tx, { partnershipId, number });
  return context && !keptFrom(context.row).includes(by.contactId ?? '') ? context : null;
}

/** Everybody who was asked anything about it. */
async function toldOf(tx: Transaction, concernId: string): Promise<string[]> {
  const asks = await tx.ask.findMany({
    where: { concernId, contact: { leftAt: null } },
    orderBy: { askedAt: 'asc' },
    select: { contactId: true },
  });
  return [...new Set(asks.map((ask) => ask.contactId))];
}

/** Who was asked for the last response first. */
async function lastResponder(tx: Transaction, row: ConcernContext['row']): Promise<string> {
  const ask = await tx.ask.findFirstOrThrow({
    where: { concernId: row.id, step: stepName('respond'), round: row.round },
    orderBy: [{ askedAt: 'asc' }, { key: 'asc' }],
    select: { contactId: true },
  });
  return ask.contactId;
}

function reasonProblems(reason: string): FieldProblem[] {
  const missing = 'Say why. It is kept with the concern and shown to whoever is asked.';
  return textProblems('reason', reason, { missing, longest: 5000 });
}

async function decide(
  tx: Transaction,
  { row, key }: ConcernContext,
  given: {
    kind: Decided;
    step: ConcernStep;
    word: NudgeWord;
    reason: string | null;
    by: Actor;
    now: Date;
  },
): Promise<void> {
  const { kind, step, word, by, now } = given;
  const reason = given.reason?.trim();
  const { partnershipId, number: concern, auditId } = row;
  const id = randomUUID();
  await tx.concernDecision.create({
    data: {
      id,
      partnershipId,
      concernId: row.id,
      round: row.round,
      kind,
      reasonSealed: reason ? seal(key, `ConcernDecision.reasonSealed/${id}`, reason) : null,
      decidedAt: now,
      decidedById: by.contactId ?? '',
    },
  });
  const event = { partnershipId, kind: `concern.${kind}`, ids: { concern }, by, now };
  const digests = reason ? { digests: { reason: digest(key, reason) } } : {};
  const seq = await appendEvent(tx, { ...event, ...digests, chain: partnershipId });
  if (auditId && (kind === 'accepted' || kind === 'reopened')) {
    await appendEvent(tx, { ...event, chain: auditId });
  }
  await nudgeConcern(tx, row, { step, word, seq, now });
}
