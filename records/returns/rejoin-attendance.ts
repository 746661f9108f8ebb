import { randomUUID } from 'node:crypto';
import { subjectOf } from '../../domain/profile.ts';
import type { Moment } from '../../domain/waits.ts';
import { moveAsk } from '../asks/asks.ts';
import { timingsOf } from '../asks/clock.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { type Concerned, tellNews } from '../audits/audit-news.ts';
import { lockAudit } from '../audits/audit-waits.ts';
import { nextNumber } from '../sample/next-number.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, openJson, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { gatherStage } from './gather-stage.ts';
import { lockRequest } from './own-return.ts';
import { dateAgain, openLateSubject } from './requests.ts';
import type { Attendance } from './subjects.ts';
import { isTimeOver, type OfSubject } from './withdraw-subject.ts';

export type AttendanceRejoined = {
  kind:
    | 'asked'
    | 'asked-before'
    | 'not-found'
    | 'too-late'
    | 'ended'
    | 'no-reason'
    /** Whoever was there, or their manager, has left the directory. */
    | 'has-left';
};

/**
 * An attendance of a course that was withdrawn is part of the audit after all: the two are asked
 * afresh, under another number and by a date of their own. What was said before stays on record.
 */
export async function rejoinAttendance(
  records: Records,
  input: OfSubject & { reason: string },
  by: Actor,
  now: Date,
): Promise<AttendanceRejoined> {
  const { partnershipId, auditId, number } = input;
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const where = { partnershipId, auditId, number, subject: 'attendance' };
    if ((await tx.case.count({ where })) === 0) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    const left = await tx.case.findFirstOrThrow({ where, include: { agency: true } });
    const { agency, attendeeId, managerId, attendanceSealed } = left;
    if (subjectOf(context.profile) !== 'person' || !agency) return { kind: 'not-found' };
    const again = await tx.case.count({ where: { auditId, replacesCaseId: left.id } });
    if (left.state !== 'withdrawn' || again > 0) return { kind: 'asked-before' };
    if (context.state !== 'open') return { kind: 'ended' };
    if (await isTimeOver(tx, context)) return { kind: 'too-late' };
    const people = [attendeeId, managerId].flatMap((id) => id ?? []);
    const gone = { id: { in: people }, leftAt: { not: null } };
    if ((await tx.contact.count({ where: gone })) > 0) return { kind: 'has-left' };
    if (reason === '') return { kind: 'no-reason' };
    const told = await moveToLater(tx, context, { agencyId: agency.id, people }, now);
    const id = randomUUID();
    const key = await records.keyring.audit(tx, auditId);
    const attendance =
      attendanceSealed &&
      openJson<Attendance>(key, `Case.attendanceSealed/${left.id}`, attendanceSealed);
    await tx.case.create({
      data: {
        id,
        partnershipId,
        auditId,
        number: await nextNumber(tx, auditId),
        subject: 'attendance',
        agencyId: agency.id,
        attendeeId,
        managerId,
        attendanceSealed: attendance && sealJson(key, `Case.attendanceSealed/${id}`, attendance),
        replacesCaseId: left.id,
        stratum: '',
        state: 'identified',
        createdAt: now,
      },
    });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'subject.joined',
      ids: { agency: agency.key, case: id, again: true, contact: attendeeId },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    const news = { news: 'subject-added' as const, people: told, seq, by: by.contactId };
    await tellNews(tx, context, news, now);
    // Before answers are gathered nobody is asked; the stage then asks about this one too.
    const stage = gatherStage(context).key;
    const begun = await tx.stage.count({ where: { auditId, key: stage } });
    if (begun > 0) await openLateSubject(tx, context, agency.id, now);
    return { kind: 'asked' };
  });
}

/**
 * Whoever is still asked about other attendances gets the later date for all of them; returns those
 * who have to be told that it is one more than their first letter said.
 */
async function moveToLater(
  tx: Transaction,
  context: AuditContext,
  { agencyId, people }: { agencyId: string; people: string[] },
  now: Date,
): Promise<Concerned> {
  const requests = await tx.request.findMany({
    where: { auditId: context.auditId, agencyId, party: { in: people } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  for (const { id } of requests) await lockRequest(tx, id);
  const open = await tx.ask.findMany({
    where: { requestId: { in: requests.map(({ id }) => id) }, step: 'returns', outcome: null },
    orderBy: { key: 'asc' },
  });
  const dueDate = dateAgain(context, now);
  const told: Concerned = new Map();
  for (const ask of open) {
    if (ask.dueDate < dueDate) {
      const timings = timingsOf(context, ask.step, ask.stageKey);
      await moveAsk(tx, context, { askId: ask.id, timings, dueDate }, now);
    }
    const asked = (ask.moments as unknown as Moment[]).some(
      ({ what, passedAt }) => what === 'ask' && passedAt,
    );
    // A first letter that has not left yet will tell of all of it.
    if (asked) told.set(ask.contactId, { requestId: ask.requestId });
  }
  return told;
}
