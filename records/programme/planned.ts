import { plannedWorkflowId, type Wait, waitId } from '../../domain/waits.ts';
import { appendEvent, theClock } from '../store/events.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { queueNudge } from '../store/waits.ts';

const openStates = ['planned', 'offered'];

/** A planned audit as its row stands, with the name of its programme. */
export type PlannedRow = NonNullable<Awaited<ReturnType<typeof findPlanned>>>;

/** One audit of a programme; null for another partnership's as for an unknown one. */
export async function findPlanned(
  tx: Transaction,
  given: { partnershipId: string; programme: string; entry: string },
) {
  const { partnershipId, programme, entry } = given;
  return tx.plannedAudit.findFirst({
    where: { partnershipId, key: entry, programme: { name: programme } },
    include: {
      programme: true,
      dates: { where: { supersededAt: null }, orderBy: { setAt: 'asc' } },
    },
  });
}

/** When the clock has something to do for a planned audit; null once it has none. */
export async function plannedNextAt(
  { database }: Records,
  given: { partnership: string; programme: string; entry: string },
): Promise<Date | null> {
  const { partnership: partnershipId, programme, entry: key } = given;
  const where = { partnershipId, key, programme: { name: programme }, state: { in: openStates } };
  const found = await database.plannedAudit.findFirst({ where, select: { nextAt: true } });
  return found?.nextAt ?? null;
}

/** Of two who change a planned audit at once, the later sees what the earlier did. */
export async function lockPlanned(tx: Transaction, partnershipId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Partnership" WHERE id = ${partnershipId} FOR NO KEY UPDATE`;
}

/** How the wait for the day of a planned audit, or for its start, stands. */
export function plannedView(planned: PlannedRow, seq: number): Wait {
  const { partnershipId, programme, key, state, nextAt, offerAt } = planned;
  const open = openStates.includes(state);
  return {
    id: waitId(plannedWorkflowId(partnershipId, programme.name, key), 'offer'),
    seq,
    open: open ? 1 : 0,
    wakesAt: open ? (nextAt?.toISOString() ?? null) : null,
    dueAt: offerAt.toISOString(),
    overdue: 0,
    audit: 'open',
  };
}

/** Has the Schedule of a planned audit kept as its row says; call it after the event. */
export async function nudgePlanned(
  tx: Transaction,
  given: { id: string; seq: number; word: 'audit-planned' | 'date-moved' | 'asked' | 'answered' },
  now: Date,
): Promise<void> {
  const planned = await tx.plannedAudit.findUniqueOrThrow({
    where: { id: given.id },
    include: { programme: true, dates: true },
  });
  const wait = plannedView(planned, given.seq);
  const { partnershipId, key } = planned;
  await queueNudge(tx, { partnershipId, word: given.word, subject: key, wait, now });
}

/** The audit that was set up from a planned one has begun: it is not offered any more. */
export async function plannedWasStarted(
  tx: Transaction,
  given: { partnershipId: string; draftId: string; auditId: string },
  now: Date,
): Promise<void> {
  const { partnershipId, draftId, auditId } = given;
  const planned = await tx.plannedAudit.findFirst({ where: { partnershipId, draftId } });
  if (!planned || planned.auditId) return;
  await tx.plannedAudit.update({
    where: { id: planned.id },
    data: { state: 'started', auditId, nextAt: null, endedAt: now },
  });
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: 'planned-audit.started',
    ids: { planned: planned.id, audit: auditId },
    by: theClock,
    now,
  });
  await nudgePlanned(tx, { id: planned.id, seq, word: 'answered' }, now);
}
