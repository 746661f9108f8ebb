import { addWorkingDays, dateOf, workingDaysBetween } from '../../domain/calendar.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import { workflowOf } from '../../domain/waits.ts';
import { withdrawActions } from '../actions/withdraw-action.ts';
import { moveAsk, settleAsk } from '../asks/asks.ts';
import { timingsOf } from '../asks/clock.ts';
import { followMeetingDate } from '../discussion/moved-meeting.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { writeDates } from './audit-dates.ts';
import { tellNews, whoEverWas, whoIsConcerned } from './audit-news.ts';
import { lockAudit, nudgeWaits, openWaits } from './audit-waits.ts';
import { datesOf } from './date-move-plan.ts';

interface AuditChange {
  partnershipId: string;
  auditId: string;
  reason: string;
}

/** Stops every clock of an audit until it is resumed; answers are still taken. */
export async function pauseAudit(
  records: Records,
  input: AuditChange,
  by: Actor,
  now: Date,
): Promise<'paused' | 'not-open' | 'no-reason'> {
  if (input.reason.trim() === '') return 'no-reason';
  return transaction(records, async (tx) => {
    const { auditId, partnershipId } = input;
    await lockAudit(tx, auditId);
    const { count } = await tx.audit.updateMany({
      where: { id: auditId, partnershipId, state: 'open' },
      data: { state: 'paused', pausedAt: now },
    });
    if (count === 0) return 'not-open';
    const context = await auditContext(tx, auditId);
    const seq = await appendChange(records, tx, { ...input, kind: 'audit.paused' }, { by, now });
    const people = await whoIsConcerned(tx, context, now);
    await tellNews(tx, context, { news: 'audit-paused', people, seq, by: by.contactId }, now);
    const waits = await openWaits(tx, context);
    await nudgeWaits(tx, context, { waits, word: 'paused', seq }, now);
    return 'paused';
  });
}

export type AuditResumed =
  /** How many working days every open date and due date was shifted by. */
  { kind: 'resumed'; workingDays: number } | { kind: 'not-paused' | 'no-reason' };

/** Starts the clocks again; what is open is shifted by the working days that they stood still. */
export async function resumeAudit(
  records: Records,
  input: AuditChange,
  by: Actor,
  now: Date,
): Promise<AuditResumed> {
  if (input.reason.trim() === '') return { kind: 'no-reason' };
  return transaction(records, async (tx) => {
    const { auditId, partnershipId } = input;
    await lockAudit(tx, auditId);
    const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
    if (audit?.state !== 'paused' || !audit.pausedAt) return { kind: 'not-paused' };
    await tx.audit.update({ where: { id: auditId }, data: { state: 'open', pausedAt: null } });
    const context = await auditContext(tx, auditId);
    const { calendar } = context.clock;
    const pausedOn = dateOf(audit.pausedAt, calendar.zone);
    const workingDays = workingDaysBetween(pausedOn, dateOf(now, calendar.zone), calendar);
    const shift = { ...input, pausedOn, workingDays };
    const moved = workingDays > 0 ? await shiftDates(records, tx, context, shift, { by, now }) : [];
    if (workingDays > 0) await shiftAsks(tx, context, workingDays, now);
    const change = { ...input, kind: 'audit.resumed', ids: { workingDays } };
    const seq = await appendChange(records, tx, change, { by, now });
    const people = await whoIsConcerned(tx, await auditContext(tx, auditId), now);
    const told = new Set([...people].flatMap(([id, { requestId }]) => (requestId ? id : [])));
    await followMeetingDate(tx, context, { moved, told }, now);
    await tellNews(tx, context, { news: 'audit-resumed', people, seq, by: by.contactId }, now);
    const waits = await openWaits(tx, context);
    await nudgeWaits(tx, context, { waits, word: 'resumed', seq }, now);
    return { kind: 'resumed', workingDays };
  });
}

/** Ends an audit for good: nobody is asked anything any more, and what came in stays on record. */
export async function cancelAudit(
  records: Records,
  input: AuditChange,
  by: Actor,
  now: Date,
): Promise<'cancelled' | 'ended-before' | 'no-reason'> {
  if (input.reason.trim() === '') return 'no-reason';
  return transaction(records, async (tx) => {
    const { auditId, partnershipId } = input;
    await lockAudit(tx, auditId);
    const context = await findOpen(tx, input);
    if (!context) return 'ended-before';
    const waits = await openWaits(tx, context);
    const people = await whoEverWas(tx, context, now);
    await tx.audit.update({
      where: { id: auditId },
      data: { state: 'cancelled', pausedAt: null, endedAt: now },
    });
    const asks = await tx.ask.findMany({ where: { auditId, outcome: null }, select: { id: true } });
    for (const ask of asks) await settleAsk(tx, ask.id, 'withdrawn', now);
    await tx.request.updateMany({
      where: { auditId, partnershipId, outcome: null },
      data: { outcome: 'withdrawn', endedAt: now },
    });
    await tx.stage.updateMany({
      where: { auditId, outcome: null },
      data: { outcome: 'cancelled', endedAt: now },
    });
    const change = { ...input, kind: 'audit.cancelled', ids: { asks: asks.length } };
    const seq = await appendChange(records, tx, change, { by, now });
    await tellNews(tx, context, { news: 'audit-cancelled', people, seq, by: by.contactId }, now);
    await withdrawActions(tx, context, now);
    await nudgeWaits(tx, context, { waits: oneOfEach(waits), word: 'cancelled', seq }, now);
    return 'cancelled';
  });
}

/** One wait of each workflow: it ends with the first that it hears of, and a second would start it anew. */
function oneOfEach(waits: string[]): string[] {
  return [...new Map(waits.map((wait) => [workflowOf(wait), wait])).values()];
}

async function findOpen(tx: Transaction, input: AuditChange): Promise<AuditContext | null> {
  const { auditId, partnershipId } = input;
  const audit = await tx.audit.findFirst({
    where: { id: auditId, partnershipId, state: { in: ['open', 'paused'] } },
    select: { id: true },
  });
  return audit && auditContext(tx, auditId);
}

async function appendChange(
  records: Records,
  tx: Transaction,
  change: AuditChange & { kind: string; ids?: Record<string, number> },
  { by, now }: { by: Actor; now: Date },
): Promise<number> {
  const { auditId, partnershipId, kind, ids = {} } = change;
  const key = await records.keyring.audit(tx, auditId);
  const digests = { reason: digest(key, change.reason.trim()) };
  const seq = await appendEvent(tx, { partnershipId, chain: auditId, kind, ids, digests, by, now });
  await keepReason(records, tx, { ...change, seq });
  return seq;
}

async function shiftDates(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: { pausedOn: string; workingDays: number; reason: string },
  { by, now }: { by: Actor; now: Date },
): Promise<{ key: string }[]> {
  const { calendar } = context.clock;
  const key = await records.keyring.audit(tx, context.auditId);
  const dates = Object.entries(await datesOf(tx, context));
  const moved = dates.flatMap(([name, date]): { key: string; to: DegreeDate }[] => {
    if (!('date' in date) || date.date < given.pausedOn) return [];
    const shifted = addWorkingDays(date.date, given.workingDays, calendar);
    return [{ key: name, to: { ...date, date: shifted } }];
  });
  const sealReason = (id: string) => seal(key, `AuditDate.reasonSealed/${id}`, given.reason.trim());
  await writeDates(tx, context, { moved, by, now, sealReason });
  return moved;
}

async function shiftAsks(
  tx: Transaction,
  context: AuditContext,
  workingDays: number,
  now: Date,
): Promise<void> {
  const asks = await tx.ask.findMany({
    where: { auditId: context.auditId, outcome: null },
    select: { id: true, step: true, stageKey: true, round: true, dueDate: true },
  });
  for (const ask of asks) {
    const timings = timingsOf(context, ask.step, ask.stageKey, ask.round);
    const dueDate = addWorkingDays(ask.dueDate, workingDays, context.clock.calendar);
    await moveAsk(tx, context, { askId: ask.id, timings, dueDate }, now);
  }
}
