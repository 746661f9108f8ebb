import { randomUUID } from 'node:crypto';
import { dueDateOf, dueNow, momentsOf, movedMoments } from '../../domain/ask-moments.ts';
import { instantAt } from '../../domain/calendar.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { Moment } from '../../domain/waits.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { queueAskLetters } from '../letters/ask-letters.ts';
import { hastenLetters } from '../letters/letters.ts';
import type { Transaction } from '../store/transaction.ts';

export interface NewAsk {
  /** Business key: the same ask is never made twice. */
  key: string;
  wait: string;
  /** The fixed word under which its letters and pages are found, e.g. "involvement". */
  step: string;
  stageKey: string;
  contactId: string;
  agencyId?: string;
  requestId?: string;
  returnId?: string;
  /** Which time it is asked, where it is asked again and again. */
  round?: number;
  timings: AskTimings;
  /** Another due date than the timings give. */
  dueDate?: string;
  /** When the first letter leaves, where that is not at once. */
  tellAt?: Date;
}

/** Asks somebody: writes the due date and every moment at which the clock will act. */
export async function openAsk(
  tx: Transaction,
  context: AuditContext,
  ask: NewAsk,
  now: Date,
): Promise<string> {
  const known = await tx.ask.findUnique({ where: { key: ask.key }, select: { id: true } });
  if (known) return known.id;
  const { timings, dueDate: chosen, tellAt = now, ...columns } = ask;
  const dueDate = chosen ?? dueDateOf(timings, now.toISOString(), context.clock);
  const moments = momentsOf(timings, { now: tellAt.toISOString(), dueDate }, context.clock);
  const id = randomUUID();
  await tx.ask.create({
    data: {
      id,
      ...columns,
      partnershipId: context.partnershipId,
      auditId: context.auditId,
      askedAt: now,
      dueDate,
      dueAt: dueInstant(dueDate, context),
      firstDueDate: dueDate,
      moments: asJson(moments),
      nextAt: nextOf(moments),
    },
  });
  return id;
}

/** The key under which something that was withdrawn is asked once more: "…/2", "…/3". */
export async function keyOnceMore(tx: Transaction, key: string): Promise<string> {
  const before = await tx.ask.count({
    where: { OR: [{ key }, { key: { startsWith: `${key}/` } }] },
  });
  return before === 0 ? key : `${key}/${before + 1}`;
}

/** Open, answered or not: what is not equal to a word leaves out, in SQL, what is nothing yet. */
export const notWithdrawn = { OR: [{ outcome: null }, { outcome: { not: 'withdrawn' } }] };

export type AskOutcome = 'answered' | 'not-answered' | 'withdrawn' | 'handed-over';

/** Ends an ask once; false when it had ended before. */
export async function settleAsk(
  tx: Transaction,
  askId: string,
  outcome: AskOutcome,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.ask.updateMany({
    where: { id: askId, outcome: null },
    data: { outcome, settledAt: now, nextAt: null },
  });
  return count === 1;
}

/** Gives an open ask another due date; its first one stays on record. */
export async function moveAsk(
  tx: Transaction,
  context: AuditContext,
  given: { askId: string; timings: AskTimings; dueDate: string },
  now: Date,
): Promise<void> {
  const ask = await tx.ask.findUniqueOrThrow({ where: { id: given.askId } });
  const moments = movedMoments(
    asMoments(ask.moments),
    given.timings,
    { now: now.toISOString(), dueDate: given.dueDate },
    context.clock,
  );
  await tx.ask.updateMany({
    where: { id: ask.id, outcome: null },
    data: {
      dueDate: given.dueDate,
      dueAt: dueInstant(given.dueDate, context),
      moments: asJson(moments),
      nextAt: nextOf(moments),
    },
  });
}

/**
 * Brings what is next for every open ask of a wait, or of some steps in it, to now: a letter that
 * waits because its reader has had today's email, otherwise the next moment; or its close.
 */
export async function bringForward(
  tx: Transaction,
  given: { wait: string; steps?: string[] | undefined; which: 'next' | 'close' },
  now: Date,
): Promise<number> {
  const { wait, steps, which } = given;
  const asks = await tx.ask.findMany({
    where: { wait, outcome: null, ...(steps ? { step: { in: steps } } : {}) },
  });
  const hastened = which === 'next' ? await hastenLetters(tx, asks, now) : 0;
  if (hastened > 0) return hastened;
  let brought = 0;
  for (const ask of asks) {
    const moments = asMoments(ask.moments);
    const moment = moments.find(
      (each) => !each.passedAt && (which === 'next' || each.what === 'close'),
    );
    if (!moment || moment.at <= now.toISOString()) continue;
    moment.at = now.toISOString();
    moment.byHand = true;
    await tx.ask.update({
      where: { id: ask.id },
      data: { moments: asJson(moments), nextAt: nextOf(moments) },
    });
    brought += 1;
  }
  return brought;
}

/** What says which timings of the profile rule an ask. */
export interface AskRef {
  step: string;
  stageKey: string | null;
  round: number | null;
}

/** An ask whose time has run out unanswered; its stage says what that means. */
export interface ClosedAsk {
  id: string;
  wait: string;
  step: string;
  stageKey: string | null;
  contactId: string;
  agencyId: string | null;
  requestId: string | null;
  returnId: string | null;
  round: number | null;
}

/**
 * Does what the clock says is due now for a wait: queues letters, escalates, closes. Reads every
 * row afresh, so whoever answered in the meantime hears nothing. Returns the asks that closed.
 */
export async function passMoments(
  tx: Transaction,
  context: AuditContext,
  given: { wait: string; timings: (ask: AskRef) => AskTimings },
  now: Date,
): Promise<ClosedAsk[]> {
  const due = await tx.ask.findMany({
    where: { wait: given.wait, outcome: null, nextAt: { lte: now } },
    orderBy: { key: 'asc' },
  });
  const closed: ClosedAsk[] = [];
  for (const ask of due) {
    const moments = asMoments(ask.moments);
    const todo = dueNow(moments, now.toISOString());
    const timings = given.timings(ask);
    await queueAskLetters(tx, context, { ask, moments, todo, timings }, now);
    for (const moment of moments) {
      if (!moment.passedAt && moment.at <= now.toISOString()) moment.passedAt = now.toISOString();
    }
    await tx.ask.update({
      where: { id: ask.id },
      data: { moments: asJson(moments), nextAt: nextOf(moments) },
    });
    if (todo.closes && (await settleAsk(tx, ask.id, 'not-answered', now))) closed.push(ask);
  }
  return closed;
}

function dueInstant(dueDate: string, context: AuditContext): Date {
  const { calendar, closeOfDay } = context.clock;
  return new Date(instantAt(dueDate, closeOfDay, calendar.zone));
}

function nextOf(moments: Moment[]): Date | null {
  // What was brought forward stands where it stood before.
  const [next] = moments.flatMap(({ at, passedAt }) => (passedAt ? [] : at)).sort();
  return next ? new Date(next) : null;
}

function asMoments(json: unknown): Moment[] {
  return (json as Moment[]).map((moment) => ({ ...moment }));
}

function asJson(moments: Moment[]) {
  return moments.map((moment) => ({ ...moment }));
}
