import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import { settleAsk } from '../asks/asks.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { pairsOf } from './pairs-stage.ts';
import { lockDiscussion, type RunningDiscussion } from './running-discussion.ts';

export const attendReplies = ['coming', 'deputy', 'not-coming'] as const;
export type AttendReply = (typeof attendReplies)[number];

export interface AttendAnswer {
  partnershipId: string;
  askId: string;
  reply: string;
  /** Who comes instead, where somebody sends a deputy. */
  deputyName: string;
  /** Whether they accept the confidentiality statement now (DD-16). */
  confidential: boolean;
  wantsApproval: boolean;
  /** For the business unit: from whom, how and when it was received. */
  received?: Received;
}

const chairsInPerson =
  'The chair cannot send a deputy: say that you cannot come, and somebody else is named.';

const facilitatesInPerson =
  'An auditor of a pair cannot send a deputy: say that you cannot come, and somebody else is named.';

export type AttendAnswered =
  | { kind: 'answered'; reply: AttendReply }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Somebody says whether they come; they can change their mind until the discussion begins. */
export async function answerAttend(
  records: Records,
  input: AttendAnswer,
  by: Actor,
  now: Date,
): Promise<AttendAnswered> {
  return transaction(records, async (tx) => {
    const { partnershipId, askId } = input;
    const ask = await tx.ask.findFirst({ where: { id: askId, partnershipId, step: 'attend' } });
    if (!ask?.auditId) return { kind: 'not-found' };
    if (!by.onBehalf && ask.contactId !== by.contactId) return { kind: 'not-found' };
    const found = await lockDiscussion(tx, { partnershipId, auditId: ask.auditId });
    if ('refused' in found) return { kind: found.refused };
    if (!(await isCurrent(tx, { ...ask, auditId: ask.auditId }))) return { kind: 'ended' };
    const { reply } = input;
    if (!isReply(reply)) return refused('reply', 'Say whether you are coming.');
    if (reply === 'deputy' && found.meeting.chairId === ask.contactId) {
      return refused('reply', chairsInPerson);
    }
    const pairs = reply === 'deputy' ? await pairsOf(tx, ask.auditId) : [];
    if (pairs.some(({ contactIds }) => contactIds.includes(ask.contactId))) {
      return refused('reply', facilitatesInPerson);
    }
    const deputy = textProblems('deputyName', input.deputyName, {
      missing: 'Enter the name of the person who comes instead.',
      longest: 200,
    });
    if (reply === 'deputy' && deputy.length > 0) return { kind: 'refused', problems: deputy };
    await writeReply(records, tx, found, { ...input, reply, contactId: ask.contactId }, now);
    await settleAsk(tx, askId, 'answered', now);
    if (by.onBehalf) await confirmEntered(tx, { ...ask, auditId: ask.auditId }, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: ask.auditId,
      kind: 'attendance.answered',
      ids: { contact: ask.contactId, reply },
      by,
      now,
    });
    await nudgeWaits(tx, found.context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'answered', reply };
  });
}

/** What somebody told the business unit, by phone say, about coming. */
export async function answerAttendFor(
  records: Records,
  input: {
    partnershipId: string;
    attendanceId: string;
    reply: string;
    deputyName: string;
    received: Received;
  },
  by: Actor,
  now: Date,
): Promise<AttendAnswered> {
  const { partnershipId, attendanceId, reply, deputyName, received } = input;
  const own = await records.database.attendance.findFirst({
    where: { id: attendanceId, partnershipId, withdrawnAt: null },
    include: { meeting: { select: { auditId: true } } },
  });
  if (!own?.contactId) return { kind: 'not-found' };
  const { contactId, meeting, wantsApproval } = own;
  const ask = await newestAsk(records.database, { contactId, auditId: meeting.auditId });
  if (!ask) return { kind: 'not-found' };
  const answer = { reply, deputyName, wantsApproval, confidential: false, received };
  const onBehalf = { ...by, onBehalf: true };
  return answerAttend(records, { partnershipId, askId: ask.id, ...answer }, onBehalf, now);
}

/** Whoever was asked reads what was entered for them; once for each time. */
async function confirmEntered(
  tx: Transaction,
  ask: { key: string; id: string; partnershipId: string; contactId: string; auditId: string },
  now: Date,
): Promise<void> {
  const { id, key, partnershipId, contactId, auditId } = ask;
  const before = await tx.letter.count({ where: { kind: 'attend/entered', thread: key } });
  await queueLetters(tx, [
    {
      partnershipId,
      key: `${key}/entered-${before + 1}`,
      kind: 'attend/entered',
      contactId,
      auditId,
      ids: { ask: id },
      thread: key,
      now,
    },
  ]);
}

/** Only the newest ask counts: an older one is about a date that has been moved. */
async function isCurrent(
  tx: Transaction,
  ask: { id: string; auditId: string; contactId: string },
): Promise<boolean> {
  const newest = await newestAsk(tx, ask);
  return newest?.id === ask.id && (newest.outcome === null || newest.outcome === 'answered');
}

async function newestAsk(tx: Transaction, given: { auditId: string; contactId: string }) {
  const { auditId, contactId } = given;
  return tx.ask.findFirst({
    where: { auditId, contactId, step: 'attend' },
    orderBy: [{ askedAt: 'desc' }, { key: 'desc' }],
  });
}

async function writeReply(
  records: Records,
  tx: Transaction,
  { meeting }: RunningDiscussion,
  answer: AttendAnswer & { reply: AttendReply; contactId: string },
  now: Date,
): Promise<void> {
  const { reply, contactId, confidential, wantsApproval, received } = answer;
  const partnershipKey = await records.keyring.partnership(tx, answer.partnershipId);
  const own = await tx.attendance.findUniqueOrThrow({
    where: { meetingId_contactId: { meetingId: meeting.id, contactId } },
  });
  const accepts = confidential && reply === 'coming' && !own.confidentialAt;
  await tx.attendance.update({
    where: { id: own.id },
    data: {
      reply,
      wantsApproval,
      onBehalfOf: received
        ? sealJson(partnershipKey, `Attendance.onBehalfOf/${own.id}`, received)
        : null,
      ...(accepts ? { confidentialAt: now, confidentialHow: 'link' } : {}),
    },
  });
  await tx.attendance.updateMany({
    where: { meetingId: meeting.id, deputyForId: own.id, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  if (reply !== 'deputy') return;
  const id = randomUUID();
  await tx.attendance.create({
    data: {
      id,
      partnershipId: answer.partnershipId,
      meetingId: meeting.id,
      agencyId: own.agencyId,
      serviceId: own.serviceId,
      nameSealed: seal(partnershipKey, `Attendance.nameSealed/${id}`, answer.deputyName.trim()),
      deputyForId: own.id,
      addedAt: now,
    },
  });
}

function isReply(reply: string): reply is AttendReply {
  return (attendReplies as readonly string[]).includes(reply);
}

function refused(field: string, message: string): AttendAnswered {
  return { kind: 'refused', problems: [{ field, message }] };
}
