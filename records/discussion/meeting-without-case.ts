import { dateOf } from '../../domain/calendar.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { stageWait } from '../audits/stages.ts';
import { takingPart } from '../audits/taking-part.ts';
import { expectedAt } from '../involvement/practitioners.ts';
import type { Transaction } from '../store/transaction.ts';
import { endInvitation } from './cancel-meeting.ts';
import { casesDiscussed } from './discussed-cases.ts';
import { inviteParticipants, tellOfSlots } from './invitations.ts';
import { type MeetingRow, runningMeeting } from './meeting.ts';
import { casesByComer } from './meeting-slots.ts';
import { pairsOf } from './pairs-stage.ts';

/** Whoever is expected at a discussion that is still to come, and has to do with one of its cases. */
export interface ComersForCase {
  meeting: MeetingRow;
  /** `own`: by themselves, and not in the place of somebody of their agency. */
  people: { attendanceId: string; own: boolean }[];
}

/** Read it before the case is sealed or leaves the sample. Null where there is no discussion to come. */
export async function comersForCase(
  tx: Transaction,
  context: AuditContext,
  caseId: string,
  now: Date,
): Promise<ComersForCase | null> {
  const meeting = await meetingToCome(tx, context, now);
  if (!meeting) return null;
  const casesOf = await casesByComer(tx, context, meeting, now);
  const people = (await expectedIn(tx, meeting)).flatMap((each) => {
    const own = casesOf(each, 'own').has(caseId);
    return own || casesOf(each).has(caseId) ? [{ attendanceId: each.id, own }] : [];
  });
  return { meeting, people };
}

/**
 * The case is not talked about any more: whoever came for nothing else need not come, and whoever is
 * needed at another time now has the new one in their calendar; each is told once. Returns the waits
 * that this changes.
 */
export async function settleWithoutCase(
  tx: Transaction,
  context: AuditContext,
  comers: ComersForCase | null,
  now: Date,
): Promise<string[]> {
  if (!comers) return [];
  const { meeting, people } = comers;
  const casesOf = await casesByComer(tx, context, meeting, now);
  const discussed = await casesDiscussed(tx, context);
  const expected = await expectedIn(tx, meeting);
  let ended = false;
  for (const { attendanceId, own } of people) {
    const comer = expected.find(({ id }) => id === attendanceId);
    if (!comer) continue;
    const cases = casesOf(comer, own ? 'own' : 'any');
    if (discussed.some(({ id }) => cases.has(id))) continue;
    await tx.attendance.updateMany({
      where: { OR: [{ id: comer.id }, { deputyForId: comer.id }], withdrawnAt: null },
      data: { withdrawnAt: now },
    });
    await endInvitation(tx, context, comer, now);
    ended = true;
  }
  const known = new Set(expected.map(({ contactId }) => contactId));
  await tellOfSlots(tx, context, { meeting, known }, now);
  return ended ? [stageWait(context, meeting.stageKey)] : [];
}

/**
 * The case is talked about again: whoever was excused when it was sealed is invited anew, and everybody
 * whose own time that changes is told. Returns the waits that this changes.
 */
export async function settleWithCaseAgain(
  tx: Transaction,
  context: AuditContext,
  sealedAt: Date,
  now: Date,
): Promise<string[]> {
  const meeting = await meetingToCome(tx, context, now);
  if (!meeting) return [];
  const expected = await expectedAt(tx, context, await takingPart(tx, context, now));
  const auditors = (await pairsOf(tx, context.auditId)).flatMap(({ contactIds }) => contactIds);
  const { count } = await tx.attendance.deleteMany({
    where: {
      meetingId: meeting.id,
      withdrawnAt: sealedAt,
      attended: null,
      contactId: { in: [...expected.map(({ contactId }) => contactId), ...auditors] },
    },
  });
  if (count > 0) {
    // The cancellation was one ahead of the invitations, and calendars take only what comes later.
    const revision = meeting.revision + 2;
    await tx.meeting.update({ where: { id: meeting.id }, data: { revision } });
  }
  await inviteParticipants(tx, context, now);
  return count > 0 ? [stageWait(context, meeting.stageKey)] : [];
}

/** Of a discussion whose day is over nobody's time is changed any more. */
async function meetingToCome(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<MeetingRow | null> {
  const running = context.state === 'open' || context.state === 'paused';
  if (!running || !stageOfKind(context.profile, 'discuss')) return null;
  const meeting = await runningMeeting(tx, context);
  const today = dateOf(now, context.clock.calendar.zone);
  return meeting && meeting.date >= today ? meeting : null;
}

async function expectedIn(tx: Transaction, { id: meetingId }: MeetingRow) {
  return tx.attendance.findMany({
    where: { meetingId, contactId: { not: null }, deputyForId: null, withdrawnAt: null },
    orderBy: { id: 'asc' },
  });
}
