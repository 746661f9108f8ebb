import type { MovedDate } from '../domain/audit-dates.ts';
import { stageOfKind } from '../domain/profile.ts';
import type { AuditContext } from './audit-context.ts';
import { invitesPractitionersAlone } from './practitioners.ts';
import type { Transaction } from './transaction.ts';

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
