import type { FieldProblem } from '../../domain/field-problem.ts';
import { recommendationProblems, type TypedRecommendation } from '../../domain/recommendation.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { lockDiscussion } from './running-discussion.ts';

export interface Recommendation {
  id: string;
  number: number;
  text: string;
  ownerAgencyId: string;
  dueDate: string;
  /** What was found that it answers. */
  findingId: string | null;
  /** The one child that it is about; null: not about one (WA-10). */
  caseId: string | null;
  recordedAt: Date;
  recordedById: string;
}

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

export type RecommendationRecorded =
  | { kind: 'recorded'; id: string; number: number }
  /** Somebody changed or withdrew it since the page was opened. */
  | { kind: 'stale'; theirs: Recommendation | null }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * Records what is recommended, to whom and by when; with `replaces`, it stands under the number of an
 * earlier one, which stays on record. `key` is the form's own.
 */
export async function recordRecommendation(
  records: Records,
  input: OfAudit & {
    key: string;
    replaces?: string;
    typed: TypedRecommendation & { findingId: string | null; caseId?: string | null };
  },
  by: Actor,
  now: Date,
): Promise<RecommendationRecorded> {
  const { partnershipId, auditId, replaces } = input;
  const typed = { ...input.typed, text: input.typed.text.replace(/\r\n?/g, '\n').trim() };
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const agencies = await tx.agency.findMany({ where: { partnershipId }, select: { id: true } });
    const problems = recommendationProblems(typed, {
      discussion: found.meeting.date,
      agencies: agencies.map(({ id }) => id),
    });
    problems.push(...(await findingProblems(tx, { auditId, findingId: typed.findingId })));
    if (problems.length > 0) return { kind: 'refused', problems };
    const same = await tx.recommendation.findUnique({ where: { id: input.key } });
    if (same && same.auditId !== auditId) return { kind: 'not-found' };
    if (same) return { kind: 'recorded', id: same.id, number: same.number };
    const key = await records.keyring.audit(tx, auditId);
    const place = await placeFor(tx, key, input, now);
    if ('kind' in place) return place;
    const { number, caseId } = place;
    await tx.recommendation.create({
      data: {
        id: input.key,
        partnershipId,
        auditId,
        number,
        caseId,
        textSealed: seal(key, `Recommendation.textSealed/${input.key}`, typed.text),
        ownerAgencyId: typed.ownerAgencyId,
        dueDate: readTypedDate(typed.dueDate) ?? '',
        findingId: typed.findingId,
        replacesId: replaces ?? null,
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: replaces ? 'recommendation.changed' : 'recommendation.recorded',
      ids: { recommendation: input.key, number, agency: typed.ownerAgencyId },
      digests: { text: digest(key, typed.text) },
      by,
      now,
    });
    return { kind: 'recorded', id: input.key, number };
  });
}

/** A recommendation that is not made after all; its number is not given again. */
export async function withdrawRecommendation(
  records: Records,
  input: OfAudit & { recommendationId: string },
  by: Actor,
  now: Date,
): Promise<'withdrawn' | 'not-found' | 'ended'> {
  const { partnershipId, auditId, recommendationId: id } = input;
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return found.refused;
    const own = await tx.recommendation.findFirst({ where: { id, auditId } });
    if (!own) return 'not-found';
    const { count } = await tx.recommendation.updateMany({
      where: { id, withdrawnAt: null },
      data: { withdrawnAt: now },
    });
    if (count === 0) return 'withdrawn';
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'recommendation.withdrawn',
      ids: { recommendation: id, number: own.number },
      by,
      now,
    });
    return 'withdrawn';
  });
}

/** The recommendations that stand, by their numbers. */
export async function recommendationsOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<Recommendation[]> {
  const rows = await tx.recommendation.findMany({
    where: { auditId, withdrawnAt: null },
    orderBy: { number: 'asc' },
  });
  return rows.map((row) => opened(key, row));
}

/** Under which number and for which child: the next one, or those of the one that it replaces. */
async function placeFor(
  tx: Transaction,
  key: Key,
  input: OfAudit & { replaces?: string; typed: { caseId?: string | null } },
  now: Date,
): Promise<{ number: number; caseId: string | null } | RecommendationRecorded> {
  const { auditId, replaces } = input;
  if (!replaces) {
    const { _max } = await tx.recommendation.aggregate({
      _max: { number: true },
      where: { auditId },
    });
    return { number: (_max.number ?? 0) + 1, caseId: input.typed.caseId ?? null };
  }
  const before = await tx.recommendation.findFirst({ where: { id: replaces, auditId } });
  if (!before) return { kind: 'not-found' };
  const { count } = await tx.recommendation.updateMany({
    where: { id: replaces, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  if (count === 1) return { number: before.number, caseId: before.caseId };
  const theirs = await tx.recommendation.findFirst({ where: { replacesId: replaces, auditId } });
  return { kind: 'stale', theirs: theirs && opened(key, theirs) };
}

async function findingProblems(
  tx: Transaction,
  { auditId, findingId }: { auditId: string; findingId: string | null },
): Promise<FieldProblem[]> {
  if (findingId === null) return [];
  const known = await tx.finding.count({ where: { id: findingId, auditId } });
  const message = 'Choose one of the findings, or none.';
  return known === 1 ? [] : [{ field: 'findingId', message }];
}

function opened(
  key: Key,
  row: Omit<Recommendation, 'text'> & { textSealed: Uint8Array },
): Recommendation {
  const { id, number, ownerAgencyId, dueDate, findingId, caseId, recordedAt, recordedById } = row;
  const text = open(key, `Recommendation.textSealed/${id}`, row.textSealed);
  return { id, number, text, ownerAgencyId, dueDate, findingId, caseId, recordedAt, recordedById };
}
