import {
  answerProblems,
  questionProblems,
  type TypedQuestion,
} from '../../domain/agency-question.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { casesDiscussed } from './discussed-cases.ts';
import { lockPlannedDiscussion } from './running-discussion.ts';

/** A question put to one agency, and what it answered in the discussion. */
export interface AgencyQuestion extends TypedQuestion {
  id: string;
  /** Empty while nothing is noted. */
  answer: string;
  answerRevision: number;
}

/** The questions that stand, in the order in which they were written; those about a sealed case rest. */
export async function agencyQuestionsOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<AgencyQuestion[]> {
  const rows = await tx.agencyQuestion.findMany({
    where: { auditId, withdrawnAt: null },
    orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
  });
  if (rows.length === 0) return [];
  const caseIds = rows.flatMap(({ caseId }) => caseId ?? []);
  const held = await tx.case.findMany({
    where: { id: { in: caseIds }, heldAt: { not: null } },
    select: { id: true },
  });
  return rows
    .filter(({ caseId }) => !held.some(({ id }) => id === caseId))
    .map(({ textSealed, answerSealed, ...row }) => ({
      ...row,
      text: open(key, `AgencyQuestion.textSealed/${row.id}`, textSealed),
      answer: answerSealed ? open(key, `AgencyQuestion.answerSealed/${row.id}`, answerSealed) : '',
    }));
}

/** The agencies of an audit: those that were asked in it, or are expected at its discussion. */
export async function agenciesToAsk(
  tx: Transaction,
  { auditId, partnershipId }: Pick<AuditContext, 'auditId' | 'partnershipId'>,
  /** Who is expected, where that has been read. */
  known?: readonly { agencyId: string | null }[],
): Promise<{ id: string; name: string }[]> {
  const expected =
    known ??
    (await tx.attendance.findMany({
      where: { meeting: { auditId }, withdrawnAt: null },
      select: { agencyId: true },
    }));
  const coming = expected.flatMap(({ agencyId }) => agencyId ?? []);
  const left = await agenciesThatLeft(tx, auditId);
  return tx.agency.findMany({
    where: {
      partnershipId,
      id: { notIn: [...left] },
      OR: [
        { requests: { some: { auditId } } },
        { involvements: { some: { auditId, state: 'known' } } },
        { id: { in: coming } },
      ],
    },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
}

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

export type AgencyAsked =
  | { kind: 'asked' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Puts a question to one agency; a second click on the same form finds the first. */
export async function askAgency(
  records: Records,
  input: OfAudit & { key: string; typed: TypedQuestion },
  by: Actor,
  now: Date,
): Promise<AgencyAsked> {
  const { partnershipId, auditId, key: id, typed } = input;
  return transaction(records, async (tx) => {
    const found = await lockPlannedDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const same = await tx.agencyQuestion.findUnique({ where: { id } });
    if (same) return { kind: same.auditId === auditId ? 'asked' : 'not-found' };
    const problems = [
      ...(await placeProblems(tx, found.context, typed)),
      ...questionProblems(typed),
    ];
    if (problems.length > 0) return { kind: 'refused', problems };
    const { agencyId, caseId } = typed;
    const text = typed.text.trim();
    const key = await records.keyring.audit(tx, auditId);
    await tx.agencyQuestion.create({
      data: {
        id,
        partnershipId,
        auditId,
        agencyId,
        caseId,
        textSealed: seal(key, `AgencyQuestion.textSealed/${id}`, text),
        askedAt: now,
        askedById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'agency-question.asked',
      ids: { question: id, agency: agencyId, case: caseId },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    return { kind: 'asked' };
  });
}

async function placeProblems(
  tx: Transaction,
  context: AuditContext,
  { agencyId, caseId }: TypedQuestion,
): Promise<FieldProblem[]> {
  const agencies = await agenciesToAsk(tx, context);
  const cases = caseId === null ? [] : await casesDiscussed(tx, context);
  const toAgency = agencies.some(({ id }) => id === agencyId);
  const aboutCase = caseId === null || cases.some(({ id }) => id === caseId);
  return [
    ...(toAgency ? [] : [{ field: 'agencyId', message: 'Choose an agency of the list.' }]),
    ...(aboutCase
      ? []
      : [{ field: 'caseId', message: 'Choose one of the list, or the audit as a whole.' }]),
  ];
}

export type AnswerNoted =
  | { kind: 'noted' }
  /** Somebody has noted something else since the page was opened. */
  | { kind: 'stale'; theirs: string }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Notes what the agency answered; an empty text takes that back. */
export async function noteAnswer(
  records: Records,
  input: OfAudit & { questionId: string; answer: string; seen: number },
  by: Actor,
  now: Date,
): Promise<AnswerNoted> {
  const { partnershipId, auditId, questionId: id, seen } = input;
  const answer = input.answer.trim();
  return transaction(records, async (tx) => {
    const found = await lockPlannedDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const key = await records.keyring.audit(tx, auditId);
    const standing = await agencyQuestionsOf(tx, key, auditId);
    const own = standing.find((each) => each.id === id);
    if (!own) {
      const known = await tx.agencyQuestion.count({ where: { id, auditId } });
      return { kind: known > 0 ? 'ended' : 'not-found' };
    }
    const problems = answerProblems(`answer-${id}`, answer);
    if (problems.length > 0) return { kind: 'refused', problems };
    if (own.answer === answer) return { kind: 'noted' };
    if (own.answerRevision !== seen) return { kind: 'stale', theirs: own.answer };
    await tx.agencyQuestion.update({
      where: { id },
      data: {
        answerSealed: answer ? seal(key, `AgencyQuestion.answerSealed/${id}`, answer) : null,
        answeredAt: answer ? now : null,
        answerRevision: seen + 1,
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'agency-question.answered',
      ids: { question: id, agency: own.agencyId, taken: answer === '' ? 1 : 0 },
      digests: { answer: digest(key, answer) },
      by,
      now,
    });
    return { kind: 'noted' };
  });
}

/** A question that nobody has answered is not put any more; it stays on record. */
export async function withdrawQuestion(
  records: Records,
  input: OfAudit & { questionId: string },
  by: Actor,
  now: Date,
): Promise<'withdrawn' | 'answered' | 'not-found' | 'ended'> {
  const { partnershipId, auditId, questionId: id } = input;
  return transaction(records, async (tx) => {
    const found = await lockPlannedDiscussion(tx, input);
    if ('refused' in found) return found.refused;
    const own = await tx.agencyQuestion.findFirst({ where: { id, auditId } });
    if (!own) return 'not-found';
    if (own.withdrawnAt) return 'withdrawn';
    if (own.answerSealed) return 'answered';
    await tx.agencyQuestion.update({ where: { id }, data: { withdrawnAt: now } });
    const ids = { question: id, agency: own.agencyId, case: own.caseId };
    const event = { partnershipId, chain: auditId, kind: 'agency-question.withdrawn', ids };
    await appendEvent(tx, { ...event, by, now });
    return 'withdrawn';
  });
}
