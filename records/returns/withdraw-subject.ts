import type { About } from '../../domain/about-words.ts';
import { subjectOf } from '../../domain/profile.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { type Concerned, tellNews, whoWasAsked } from '../audits/audit-news.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { gatherStage, requestWait } from './gather-stage.ts';
import { withdrawReturns } from './withdraw-returns.ts';

export type SubjectWithdrawn = {
  kind:
    | 'withdrawn'
    | 'withdrawn-before'
    | 'not-found'
    | 'too-late'
    | 'the-last'
    | 'ended'
    | 'no-reason';
};

export interface OfSubject {
  partnershipId: string;
  auditId: string;
  /** The number by which the audit knows it. */
  number: number;
}

/**
 * Takes an agency, an establishment or an attendance of a course out of an audit that asks about them
 * and not about children: nobody is asked about it any more, what was said or sent stays on record and
 * goes no further, and no silence is recorded. Others of the same agency go on. Once the time for
 * answers is over the report counts what came in, and it is too late.
 */
export async function withdrawSubject(
  records: Records,
  input: OfSubject & { reason: string },
  by: Actor,
  now: Date,
): Promise<SubjectWithdrawn> {
  const { partnershipId, auditId } = input;
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    if (!(await subjectRow(tx, input))) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    const subject = await subjectRow(tx, input);
    if (!subject || subjectOf(context.profile) === 'case') return { kind: 'not-found' };
    if (subject.state === 'withdrawn') return { kind: 'withdrawn-before' };
    if (context.state !== 'open' && context.state !== 'paused') return { kind: 'ended' };
    if (await isTimeOver(tx, context)) return { kind: 'too-late' };
    const others = { auditId, id: { not: subject.id }, state: { not: 'withdrawn' } };
    if ((await tx.case.count({ where: others })) === 0) return { kind: 'the-last' };
    if (reason === '') return { kind: 'no-reason' };
    const key = await records.keyring.audit(tx, auditId);
    const replacedReasonSealed = seal(key, `Case.replacedReasonSealed/${subject.id}`, reason);
    await tx.case.update({
      where: { id: subject.id },
      data: { state: 'withdrawn', replacedReasonSealed },
    });
    const { waits, people } = await leave(tx, context, subject.id, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'subject.withdrawn',
      ids: {
        case: subject.id,
        agency: subject.agency?.key ?? null,
        ...(subject.attendeeId ? { contact: subject.attendeeId } : {}),
      },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    await tellNews(tx, context, { news: 'subject-withdrawn', people, seq, by: by.contactId }, now);
    await nudgeWaits(tx, context, { waits, word: 'subject-withdrawn', seq }, now);
    return { kind: 'withdrawn' };
  });
}

async function subjectRow(tx: Transaction, { partnershipId, auditId, number }: OfSubject) {
  return tx.case.findFirst({
    where: { partnershipId, auditId, number },
    select: { id: true, state: true, attendeeId: true, agency: { select: { key: true } } },
  });
}

/** What stands on a page by which it can be withdrawn; null for a number that the audit has not. */
export async function subjectToWithdraw(
  records: Records,
  given: OfSubject,
): Promise<{ about: About; attendee: string | null } | null> {
  const { partnershipId, auditId, number } = given;
  return transaction(records, async (tx) => {
    const row = await tx.case.findFirst({
      where: { partnershipId, auditId, number, subject: { not: 'child' } },
      select: aboutRows.case.select,
    });
    if (!row) return null;
    const about = aboutOf(await records.keyring.audit(tx, auditId), row);
    const contactIds = [row.attendeeId];
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    return { about, attendee: names.get(row.attendeeId ?? '') ?? null };
  });
}

/** Whether what came in has been counted: the stage that gathers it has ended. */
export async function isTimeOver(tx: Transaction, context: AuditContext): Promise<boolean> {
  const { auditId } = context;
  const { key } = gatherStage(context);
  const stage = await tx.stage.findUnique({ where: { auditId_key: { auditId, key } } });
  return stage !== null && stage.outcome !== null;
}

async function leave(
  tx: Transaction,
  context: AuditContext,
  caseId: string,
  now: Date,
): Promise<{ waits: string[]; people: Concerned }> {
  const requests = await lockRequests(tx, caseId);
  const ids = requests.map(({ id }) => id);
  const told = await whoWasAsked(tx, { auditId: context.auditId, requestId: { in: ids } });
  const { waits, people } = await withdrawReturns(tx, context, { caseId }, now);
  await tx.request.updateMany({
    where: { id: { in: ids }, outcome: { not: null }, returns: { every: { state: 'withdrawn' } } },
    data: { outcome: 'withdrawn' },
  });
  // How much is in of how much changes even where nobody was waited for.
  const open = requests.filter(({ outcome }) => outcome === null);
  const own = open.map(({ agency }) => requestWait(context, agency));
  return {
    waits: [...new Set([...waits, ...own])],
    people: new Map([...people].filter(([contactId]) => told.has(contactId))),
  };
}

/** Against whoever submits at this moment. */
async function lockRequests(
  tx: Transaction,
  caseId: string,
): Promise<{ id: string; outcome: string | null; agency: string }[]> {
  return tx.$queryRaw`
    SELECT q.id, q.outcome, g.key AS agency FROM "Request" q JOIN "Agency" g ON g.id = q."agencyId"
    WHERE q.id IN (SELECT "requestId" FROM "Return" WHERE "caseId" = ${caseId})
    ORDER BY q.id FOR NO KEY UPDATE OF q`;
}
