import { randomUUID } from 'node:crypto';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { stageWait } from '../audits/stages.ts';
import { takingPart } from '../audits/taking-part.ts';
import { type Expected, expectedAt } from '../involvement/practitioners.ts';
import type { Transaction } from '../store/transaction.ts';
import { discussStage, type MeetingRow, runningMeeting } from './meeting.ts';
import { tellCalendars } from './meeting-calendar.ts';
import { settleSlots } from './meeting-slots.ts';
import { pairsOf } from './pairs-stage.ts';

/**
 * Asks everybody taking part, the chair and the auditors, who has not been asked, whether they come to the discussion. Whoever
 * joins with a supplement is asked then; nobody is asked twice about the same date.
 */
export async function inviteParticipants(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const meeting = await runningMeeting(tx, context);
  if (!meeting) return;
  const invited = await tx.attendance.findMany({
    where: { meetingId: meeting.id },
    select: { contactId: true },
  });
  const known = new Set(invited.map((each) => each.contactId));
  const entries = await takingPart(tx, context, now);
  const participants = await expectedAt(tx, context, entries);
  for (const person of participants) {
    if (!known.has(person.contactId)) await invite(tx, context, { meeting, person }, now);
  }
  const { chairId } = meeting;
  const auditors = (await pairsOf(tx, context.auditId)).flatMap(({ contactIds }) => contactIds);
  for (const contactId of new Set([...(chairId ? [chairId] : []), ...auditors])) {
    if (known.has(contactId)) continue;
    if (participants.some((each) => each.contactId === contactId)) continue;
    // Neither the chair nor an auditor speaks for an agency.
    const person = { contactId, agencyId: null, serviceId: null };
    await invite(tx, context, { meeting, person }, now);
  }
  await tellOfSlots(tx, context, { meeting, known }, now);
}

/** Whoever was invited before and now comes for another part of the discussion is told so. */
export async function tellOfSlots(
  tx: Transaction,
  context: AuditContext,
  { meeting, known }: { meeting: MeetingRow; known: ReadonlySet<string | null> },
  now: Date,
): Promise<void> {
  const changed = await settleSlots(tx, context, meeting, now);
  const only = new Set([...changed].filter((contactId) => known.has(contactId)));
  if (only.size === 0) return;
  const revision = meeting.revision + 1;
  await tx.meeting.update({ where: { id: meeting.id }, data: { revision } });
  await tellCalendars(tx, context, { revision, only, days: [meeting.date] }, now);
}

async function invite(
  tx: Transaction,
  context: AuditContext,
  { meeting, person }: { meeting: MeetingRow; person: Expected },
  now: Date,
): Promise<void> {
  const { contactId, agencyId, serviceId } = person;
  await tx.attendance.create({
    data: {
      id: randomUUID(),
      partnershipId: context.partnershipId,
      meetingId: meeting.id,
      agencyId,
      serviceId,
      contactId,
      addedAt: now,
    },
  });
  await askWhetherComing(tx, context, { contactId, agencyId, revision: meeting.revision }, now);
}

/** One ask for each person and each date of the discussion. */
export async function askWhetherComing(
  tx: Transaction,
  context: AuditContext,
  given: { contactId: string; agencyId: string | null; revision: number },
  now: Date,
): Promise<string> {
  const { partnershipId, number } = context;
  const { contactId, agencyId, revision } = given;
  const stage = discussStage(context);
  return openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stage.key}/attend/${contactId}/${revision}`,
      wait: stageWait(context, stage.key),
      step: 'attend',
      stageKey: stage.key,
      contactId,
      ...(agencyId ? { agencyId } : {}),
      timings: stage.attend,
    },
    now,
  );
}
