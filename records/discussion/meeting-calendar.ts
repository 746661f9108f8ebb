import { newsLeavesAt } from '../../domain/ask-moments.ts';
import type { MovedDate } from '../../domain/audit-dates.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { invitesPractitionersAlone } from '../involvement/practitioners.ts';
import { queueLetters } from '../letters/letters.ts';
import type { Transaction } from '../store/transaction.ts';

/** Somebody whose calendar holds the discussion, and the request under which it does; none for a chair. */
export interface CalendarHolder {
  contactId: string;
  requestId: string | null;
}

/** Whether a discussion that is still to be recorded is among the dates that move. */
export async function movesMeeting(
  tx: Transaction,
  context: AuditContext,
  moved: readonly Pick<MovedDate, 'key'>[],
): Promise<boolean> {
  const stage = stageOfKind(context.profile, 'discuss');
  if (!stage || !moved.some(({ key }) => key === stage.date)) return false;
  const recorded = await tx.meeting.count({
    where: { auditId: context.auditId, stageKey: stage.key, recordedAt: { not: null } },
  });
  return recorded === 0;
}

/**
 * Everybody who has been sent an invitation: with the request to their agency, or because they take
 * part. Each person once.
 */
export async function calendarHolders(
  tx: Transaction,
  context: AuditContext,
): Promise<CalendarHolder[]> {
  const { auditId } = context;
  const requests = await tx.request.findMany({
    where: { auditId, asks: { some: { step: 'returns' } } },
    select: { id: true, agencyId: true, responsibleId: true },
    orderBy: { id: 'asc' },
  });
  const attendances = await tx.attendance.findMany({
    where: { meeting: { auditId }, contactId: { not: null }, withdrawnAt: null },
    select: { contactId: true, agencyId: true },
    orderBy: { id: 'asc' },
  });
  const cancelled = await tx.letter.findMany({
    where: { auditId, kind: 'meeting-cancelled' },
    select: { contactId: true },
  });
  const gone = new Set(cancelled.map((each) => each.contactId));
  const holders = new Map<string, CalendarHolder>();
  for (const { id, responsibleId } of invitesPractitionersAlone(context) ? [] : requests) {
    if (gone.has(responsibleId) || holders.has(responsibleId)) continue;
    holders.set(responsibleId, { contactId: responsibleId, requestId: id });
  }
  for (const { contactId, agencyId } of attendances) {
    const request = requests.find((each) => each.agencyId === agencyId);
    if (!contactId || holders.has(contactId)) continue;
    holders.set(contactId, { contactId, requestId: request?.id ?? null });
  }
  return [...holders.values()];
}

/**
 * A new invitation for everybody whose calendar holds the discussion, or for `only` those of them
 * whom it concerns; an unsent older one is not sent. `days` are those on which it was to be and is
 * to be held.
 */
export async function tellCalendars(
  tx: Transaction,
  context: AuditContext,
  given: {
    revision: number;
    told?: ReadonlySet<string>;
    only?: ReadonlySet<string>;
    days: readonly string[];
  },
  now: Date,
): Promise<number> {
  const { auditId, partnershipId, number } = context;
  const { revision, told, only, days } = given;
  const stage = stageOfKind(context.profile, 'discuss')?.key;
  const leavesAt = new Date(newsLeavesAt(now.toISOString(), days, context.clock));
  const holders = (await calendarHolders(tx, context)).filter(
    ({ contactId }) => !told?.has(contactId) && (only?.has(contactId) ?? true),
  );
  // What has not left tells everything as it is when it leaves, whoever is not told again.
  const again = only ? { contactId: { in: holders.map(({ contactId }) => contactId) } } : {};
  await tx.letter.updateMany({
    where: { auditId, kind: 'meeting-moved', state: 'pending', ...again },
    data: { state: 'dropped', failure: 'superseded' },
  });
  await queueLetters(
    tx,
    holders.map(({ contactId, requestId }) => ({
      partnershipId,
      key: `${partnershipId}/${number}/${stage}/moved-${revision}/${contactId}`,
      kind: 'meeting-moved',
      contactId,
      auditId,
      ids: { request: requestId },
      leavesAt,
      now,
    })),
  );
  return holders.length;
}
