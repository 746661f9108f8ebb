import { newsLeavesAt } from '../../domain/ask-moments.ts';
import { dateOf } from '../../domain/calendar.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Moment } from '../../domain/waits.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { calendarHolders } from '../discussion/meeting-calendar.ts';
import { queueLetters } from '../letters/letters.ts';
import type { Transaction } from '../store/transaction.ts';
import type { AuditContext } from './audit-context.ts';

/** Whom a change of the whole audit concerns; with the request under which it is in their calendar. */
export type Concerned = Map<string, { requestId: string | null }>;

/**
 * Everybody who has been asked for something that is still open, and everybody whose calendar holds a
 * discussion that is still to come. Whoever was to be asked later knows nothing of it yet.
 */
export async function whoIsConcerned(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<Concerned> {
  const open = await whoWasAsked(tx, { auditId: context.auditId, outcome: null });
  return withCalendars(tx, context, open, now);
}

/** Everybody who has been asked for anything in this audit, also those who have answered. */
export async function whoEverWas(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<Concerned> {
  const { auditId } = context;
  const notHandedOver = { OR: [{ outcome: null }, { outcome: { not: 'handed-over' } }] };
  const asked = await whoWasAsked(tx, { auditId, ...notHandedOver });
  return withCalendars(tx, context, asked, now);
}

/** Those of these asks whose letter has left. */
export async function whoWasAsked(
  tx: Transaction,
  where: Prisma.AskWhereInput,
): Promise<Concerned> {
  const asks = await tx.ask.findMany({
    where,
    select: { contactId: true, moments: true },
    orderBy: { key: 'asc' },
  });
  const told = asks.filter(({ moments }) =>
    (moments as unknown as Moment[]).some(({ what, passedAt }) => what === 'ask' && passedAt),
  );
  return new Map(told.map(({ contactId }) => [contactId, { requestId: null }]));
}

async function withCalendars(
  tx: Transaction,
  context: AuditContext,
  people: Concerned,
  now: Date,
): Promise<Concerned> {
  if (!isToCome(context, now)) return people;
  for (const { contactId, requestId } of await calendarHolders(tx, context)) {
    people.set(contactId, { requestId });
  }
  return people;
}

function isToCome({ clock, profile }: AuditContext, now: Date): boolean {
  const stage = stageOfKind(profile, 'discuss');
  const date = stage && clock.dates[stage.date];
  return date !== undefined && date >= dateOf(now, clock.calendar.zone);
}

export type AuditNews =
  | 'audit-paused'
  | 'audit-resumed'
  | 'audit-cancelled'
  | 'subject-added'
  | 'subject-withdrawn'
  | 'child-replaced'
  | 'child-given'
  | 'agency-withdrawn';

/** News of a part of the audit does not take back what was told of the whole. */
const ofPart: ReadonlySet<AuditNews> = new Set([
  'child-replaced',
  'child-given',
  'agency-withdrawn',
  'subject-added',
  'subject-withdrawn',
]);

/** In office hours, unless something of the audit is due, or its discussion held, before it is read. */
async function newsLeaves(tx: Transaction, context: AuditContext, now: Date): Promise<Date> {
  const { auditId, clock } = context;
  // What was withdrawn in this moment was open until then.
  const asks = await tx.ask.findMany({
    where: { auditId, OR: [{ outcome: null }, { outcome: 'withdrawn', settledAt: now }] },
    select: { dueDate: true },
  });
  const days = [...asks.map(({ dueDate }) => dueDate), ...Object.values(clock.dates)];
  return new Date(newsLeavesAt(now.toISOString(), days, clock));
}

/**
 * Tells each person once; whoever did it only for the sake of their calendar. Earlier news of the same sort that has not left is
 * not sent. `seq` is the number of the event that it tells of.
 */
export async function tellNews(
  tx: Transaction,
  context: AuditContext,
  given: { news: AuditNews; people: Concerned; seq: number; by: string | null },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const { news, people, seq, by } = given;
  if (!ofPart.has(news)) {
    await tx.letter.updateMany({
      where: { auditId, kind: { in: ['audit-paused', 'audit-resumed'] }, state: 'pending' },
      data: { state: 'dropped', failure: 'superseded' },
    });
  }
  const leavesAt = await newsLeaves(tx, context, now);
  await queueLetters(
    tx,
    [...people]
      .filter(([contactId, { requestId }]) => contactId !== by || requestId !== null)
      .map(([contactId, { requestId }]) => ({
        partnershipId,
        key: `${partnershipId}/${number}/${news}/${seq}/${contactId}`,
        kind: news,
        contactId,
        auditId,
        ids: { news, request: requestId },
        leavesAt,
        now,
      })),
  );
}
