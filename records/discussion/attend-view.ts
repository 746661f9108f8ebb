import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { auditContext } from '../audits/audit-context.ts';
import { unitsTakingPart } from '../audits/taking-part.ts';
import { open } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { placeOf } from './arrange-meeting.ts';
import { discussStage, plannedMeeting } from './meeting.ts';
import { type OwnCase, ownCasesOf } from './meeting-slots.ts';
import { type OwnQuestion, questionsTo } from './own-questions.ts';
import { packEntries, participantsOf } from './pack-participants.ts';
import { isForAuditorsOnly } from './pack-readers.ts';
import { pairsOf } from './pairs-stage.ts';

/** The question whether somebody comes to the discussion, with what they have said so far. */
export interface AttendView {
  askId: string;
  outcome: string | null;
  dueDate: string;
  auditId: string;
  number: string;
  profile: Profile;
  confidentiality: string;
  meeting: { date: string; startsAt: string; minutes: number; place: string; over: boolean };
  /** Their own cases and when each is talked about, where they are needed for a part of it only. */
  ownCases: OwnCase[];
  /** What their agency is asked. */
  questions: OwnQuestion[];
  agency: string | null;
  said: {
    reply: string | null;
    deputyName: string;
    confidential: boolean;
    wantsApproval: boolean;
  };
  /** Whoever wrote a tool is asked to approve the report in any case. */
  author: boolean;
  /** Whoever has been named to chair it. */
  chair: boolean;
  /** The children whose discussion they facilitate, by number (WA-9). */
  facilitates: number[];
  /** Whoever worked with a family and can read their agency's tool before. */
  practitioner: boolean;
  hasPack: boolean;
}

/** Null for an ask that is somebody else's, as for a random id. */
export async function attendView(
  records: Records,
  given: { partnershipId: string; contactId: string; askId: string },
  now: Date,
): Promise<AttendView | null> {
  const { partnershipId, contactId, askId } = given;
  return transaction(records, async (tx) => {
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, contactId, step: 'attend' },
    });
    if (!ask?.auditId) return null;
    const context = await auditContext(tx, ask.auditId);
    const meeting = await plannedMeeting(tx, context);
    const expected = await tx.attendance.findMany({ where: { meetingId: meeting.id } });
    const own = expected.find((each) => each.contactId === contactId);
    if (!own || !meeting.date) return null;
    const deputy = expected.find(
      ({ deputyForId, withdrawnAt }) => deputyForId === own.id && withdrawnAt === null,
    );
    const agency = await tx.agency.findFirst({ where: { id: own.agencyId ?? '' } });
    const directory = await records.keyring.partnership(tx, partnershipId);
    const key = await records.keyring.audit(tx, context.auditId);
    const entries = await packEntries(tx, context.auditId);
    // Where no pack is circulated, as tools were sent.
    const taking = stageOfKind(context.profile, 'circulate-pack')
      ? entries.filter(({ left }) => !left)
      : await unitsTakingPart(tx, context);
    return {
      askId: ask.id,
      outcome: ask.outcome,
      dueDate: ask.dueDate,
      auditId: context.auditId,
      number: context.number,
      profile: context.profile,
      confidentiality: discussStage(context).confidentiality,
      meeting: {
        ...meeting,
        date: meeting.date,
        place: placeOf(key, meeting),
        over: meeting.recordedAt !== null,
      },
      ownCases: await ownCasesOf(tx, context, { meeting, own }, now),
      questions: await questionsTo(tx, context, { key, meeting, own }, now),
      agency: agency?.name ?? null,
      said: {
        reply: own.reply,
        deputyName: deputy?.nameSealed
          ? open(directory, `Attendance.nameSealed/${deputy.id}`, deputy.nameSealed)
          : '',
        confidential: own.confidentialAt !== null,
        wantsApproval: own.wantsApproval,
      },
      author: taking.some(({ authorId }) => authorId === contactId),
      chair: meeting.chairId === contactId,
      facilitates: (await pairsOf(tx, context.auditId)).flatMap(({ number, contactIds }) =>
        contactIds.includes(contactId) ? [number] : [],
      ),
      practitioner:
        (await tx.practitioner.count({ where: { auditId: ask.auditId, contactId } })) > 0,
      hasPack:
        (!isForAuditorsOnly(context) &&
          participantsOf(entries).some((each) => each.contactId === contactId)) ||
        (meeting.chairId === contactId && entries.length > 0),
    };
  });
}

/** Discussions about which somebody has said whether they come, and can still change it. */
export async function answeredAttends(
  records: Records,
  given: { partnershipId: string; contactId: string },
): Promise<{ askId: string; number: string }[]> {
  const { partnershipId, contactId } = given;
  const asks = await records.database.ask.findMany({
    where: {
      partnershipId,
      contactId,
      step: 'attend',
      outcome: 'answered',
      audit: { state: { in: ['open', 'paused'] } },
    },
    orderBy: { askedAt: 'desc' },
    select: { id: true, auditId: true, audit: { select: { number: true } } },
  });
  if (asks.length === 0) return [];
  const meetings = await records.database.meeting.findMany({
    where: { auditId: { in: asks.flatMap((ask) => ask.auditId ?? []) }, recordedAt: null },
    select: { auditId: true, attendances: { where: { contactId, reply: { not: null } } } },
  });
  const open = meetings.filter(({ attendances }) => attendances.length > 0);
  return open.flatMap(({ auditId }) => {
    const newest = asks.find((ask) => ask.auditId === auditId);
    return newest?.audit ? [{ askId: newest.id, number: newest.audit.number }] : [];
  });
}
