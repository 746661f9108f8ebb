import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { endInvitation } from './cancel-meeting.ts';
import { lockDiscussion, type RunningDiscussion } from './running-discussion.ts';

/** What the officer ticked for one person, and what the page had shown. */
export interface AttendanceMark {
  attendanceId: string;
  attended: boolean | null;
  confidential: boolean;
  wantsApproval: boolean;
  shown: { attended: boolean | null; confidential: boolean; wantsApproval: boolean };
}

interface OfDiscussion {
  partnershipId: string;
  auditId: string;
}

/**
 * Records who was present and who accepted the confidentiality statement in the room (DD-14, DD-16).
 * Only what was changed on the page is written, so that two people can tick at once.
 */
export async function markAttendance(
  records: Records,
  input: OfDiscussion & { marks: AttendanceMark[] },
  by: Actor,
  now: Date,
): Promise<'recorded' | 'unchanged' | 'not-found' | 'ended'> {
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return found.refused;
    let changed = 0;
    for (const mark of input.marks) {
      if (await writeMark(tx, found, mark, now)) changed += 1;
    }
    if (changed === 0) return 'unchanged';
    const present = await tx.attendance.count({
      where: { meetingId: found.meeting.id, attended: true, withdrawnAt: null },
    });
    await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: input.auditId,
      kind: 'attendance.recorded',
      ids: { present, changed },
      by,
      now,
    });
    return 'recorded';
  });
}

async function writeMark(
  tx: Transaction,
  { meeting }: RunningDiscussion,
  mark: AttendanceMark,
  now: Date,
): Promise<boolean> {
  const { attended, confidential, wantsApproval, shown } = mark;
  const data = {
    ...(attended === shown.attended ? {} : { attended }),
    ...(wantsApproval === shown.wantsApproval ? {} : { wantsApproval }),
    ...(confidential === shown.confidential ? {} : acceptance(confidential, now)),
  };
  if (Object.keys(data).length === 0) return false;
  const { count } = await tx.attendance.updateMany({
    where: { id: mark.attendanceId, meetingId: meeting.id, withdrawnAt: null },
    data,
  });
  return count === 1;
}

function acceptance(confidential: boolean, now: Date) {
  return confidential
    ? { confidentialAt: now, confidentialHow: 'in-room' }
    : { confidentialAt: null, confidentialHow: null };
}

export type AttendeeAdded =
  | { kind: 'added' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Somebody who was there and had not been asked. The form's own key makes a second click nothing. */
export async function addAttendee(
  records: Records,
  input: OfDiscussion & {
    key: string;
    name: string;
    agencyId: string | null;
    serviceId: string | null;
    confidential: boolean;
  },
  by: Actor,
  now: Date,
): Promise<AttendeeAdded> {
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const missing = 'Enter the person’s name.';
    const problems = textProblems('name', input.name, { missing, longest: 200 });
    problems.push(...(await placeProblems(tx, input)));
    if (problems.length > 0) return { kind: 'refused', problems };
    const there = await tx.attendance.findUnique({ where: { id: input.key } });
    if (there) return { kind: there.meetingId === found.meeting.id ? 'added' : 'not-found' };
    const key = await records.keyring.partnership(tx, input.partnershipId);
    await tx.attendance.create({
      data: {
        id: input.key,
        partnershipId: input.partnershipId,
        meetingId: found.meeting.id,
        agencyId: input.agencyId,
        serviceId: input.serviceId,
        nameSealed: seal(key, `Attendance.nameSealed/${input.key}`, input.name.trim()),
        addedAt: now,
        attended: true,
        ...(input.confidential ? acceptance(true, now) : {}),
      },
    });
    await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: input.auditId,
      kind: 'attendee.added',
      ids: { attendance: input.key, agency: input.agencyId },
      by,
      now,
    });
    return { kind: 'added' };
  });
}

async function placeProblems(
  tx: Transaction,
  given: { partnershipId: string; agencyId: string | null; serviceId: string | null },
): Promise<FieldProblem[]> {
  const { partnershipId, agencyId, serviceId } = given;
  const message = 'Choose an agency of the list, or none.';
  if (agencyId === null) return serviceId === null ? [] : [{ field: 'agencyId', message }];
  const agency = await tx.agency.findFirst({
    where: { id: agencyId, partnershipId },
    select: { services: { select: { id: true } } },
  });
  const known = serviceId === null || agency?.services.some(({ id }) => id === serviceId);
  return agency && known ? [] : [{ field: 'agencyId', message }];
}

/** Somebody is not to come, or was added by mistake; whoever had an invitation gets its cancellation. */
export async function withdrawAttendee(
  records: Records,
  input: OfDiscussion & { attendanceId: string; reason: string },
  by: Actor,
  now: Date,
): Promise<'withdrawn' | 'no-reason' | 'not-found' | 'ended'> {
  if (input.reason.trim() === '') return 'no-reason';
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return found.refused;
    const own = await tx.attendance.findFirst({
      where: { id: input.attendanceId, meetingId: found.meeting.id },
    });
    if (!own) return 'not-found';
    if (own.withdrawnAt) return 'withdrawn';
    await tx.attendance.updateMany({
      where: { OR: [{ id: own.id }, { deputyForId: own.id }], withdrawnAt: null },
      data: { withdrawnAt: now },
    });
    if (own.contactId) await endInvitation(tx, found.context, own, now);
    if (own.contactId && own.contactId === found.meeting.chairId) {
      await tx.meeting.update({ where: { id: found.meeting.id }, data: { chairId: null } });
    }
    const key = await records.keyring.audit(tx, input.auditId);
    const seq = await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: input.auditId,
      kind: 'attendee.withdrawn',
      ids: { attendance: own.id, contact: own.contactId },
      digests: { reason: digest(key, input.reason.trim()) },
      by,
      now,
    });
    await keepReason(records, tx, { ...input, seq });
    const waits = [stageWait(found.context, found.meeting.stageKey)];
    await nudgeWaits(tx, found.context, { waits, word: 'answered', seq }, now);
    return 'withdrawn';
  });
}
