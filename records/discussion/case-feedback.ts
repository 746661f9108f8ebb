import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { TypedRecommendation } from '../../domain/recommendation.ts';
import { type ClosedAsk, keyOnceMore, notWithdrawn, openAsk } from '../asks/asks.ts';
import { askedOf, keepEntered } from '../asks/entered-answers.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { type Actor, appendEvent, lockChain, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import {
  type FindingRecorded,
  recordFinding,
  type TypedFinding,
  withdrawFinding,
} from './findings.ts';
import { runningMeeting } from './meeting.ts';
import { pairsOf } from './pairs-stage.ts';
import {
  type RecommendationRecorded,
  recordRecommendation,
  withdrawRecommendation,
} from './recommendations.ts';

/** Asks both auditors of each pair what they found in their case, once the discussion is prepared (WA-10). */
export async function askForCaseFeedback(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number: audit } = context;
  const stage = stageOfKind(context.profile, 'discuss');
  if (!stage?.caseFeedback || !(await runningMeeting(tx, context))) return;
  for (const { number, contactIds } of await pairsOf(tx, auditId)) {
    const asked = await tx.ask.findMany({
      where: { auditId, step: 'case-feedback', round: number, ...notWithdrawn },
    });
    // One of them has answered for both, or the time has run out.
    if (asked.some(({ outcome }) => outcome !== null)) continue;
    for (const contactId of contactIds) {
      if (asked.some((ask) => ask.contactId === contactId)) continue;
      const key = `${partnershipId}/${audit}/${stage.key}/case-feedback/C${number}/${contactId}`;
      await openAsk(
        tx,
        context,
        {
          key: await keyOnceMore(tx, key),
          wait: stageWait(context, stage.key),
          step: 'case-feedback',
          stageKey: stage.key,
          round: number,
          contactId,
          timings: stage.caseFeedback,
        },
        now,
      );
    }
  }
}

/** Which child an ask of a pair is about; null for everybody else, and once the child is not discussed. */
export async function caseOfPairAsk(
  tx: Transaction,
  given: { partnershipId: string; askId: string; contactId?: string; step: string },
) {
  const { askId: id, contactId: only, ...where } = given;
  const ask = await tx.ask.findFirst({
    where: { id, ...where, ...(only === undefined ? {} : { contactId: only }) },
  });
  if (!ask?.auditId || ask.outcome === 'withdrawn') return null;
  const { contactId } = ask;
  const pairs = await pairsOf(tx, ask.auditId);
  const pair = pairs.find(({ number }) => number === ask.round);
  return pair?.contactIds.includes(contactId) ? { ask, pair, auditId: ask.auditId } : null;
}

interface OfPair {
  partnershipId: string;
  askId: string;
  /** How the business unit received it, which enters it for the pair. */
  received?: Received;
}

/** A key finding of the pair's own case; it stands among the findings of the discussion (WA-10). */
export async function addKeyFinding(
  records: Records,
  input: OfPair & { key: string; typed: Pick<TypedFinding, 'kind' | 'text' | 'agencyId'> },
  by: Actor,
  now: Date,
): Promise<FindingRecorded> {
  const own = await ownCase(records, input, by);
  if (!own) return { kind: 'not-found' };
  const { auditId, pair } = own;
  const { partnershipId, key, typed } = input;
  const finding = { ...typed, caseId: pair.caseId };
  return recordFinding(records, { partnershipId, auditId, key, typed: finding }, by, now);
}

/** A specific action for the pair's own case; it stands among the recommendations (WA-10). */
export async function addCaseAction(
  records: Records,
  input: OfPair & { key: string; typed: TypedRecommendation },
  by: Actor,
  now: Date,
): Promise<RecommendationRecorded> {
  const own = await ownCase(records, input, by);
  if (!own) return { kind: 'not-found' };
  const { auditId, pair } = own;
  const { partnershipId, key } = input;
  const typed = { ...input.typed, findingId: null, caseId: pair.caseId };
  return recordRecommendation(records, { partnershipId, auditId, key, typed }, by, now);
}

/** A pair takes back what it has recorded itself; it stays on record as withdrawn. */
export async function removeFromCase(
  records: Records,
  input: OfPair & { what: 'finding' | 'action'; id: string },
  by: Actor,
  now: Date,
): Promise<'withdrawn' | 'not-found' | 'ended'> {
  const own = await ownCase(records, input, by);
  if (!own) return 'not-found';
  const { auditId, pair } = own;
  const { partnershipId, what, id } = input;
  const where = { id, auditId, caseId: pair.caseId, recordedById: { in: pair.contactIds } };
  const of = { partnershipId, auditId };
  if (what === 'finding') {
    if ((await records.database.finding.count({ where })) === 0) return 'not-found';
    return withdrawFinding(records, { ...of, findingId: id }, by, now);
  }
  if ((await records.database.recommendation.count({ where })) === 0) return 'not-found';
  return withdrawRecommendation(records, { ...of, recommendationId: id }, by, now);
}

async function ownCase(records: Records, { partnershipId, askId }: OfPair, by: Actor) {
  return transaction(records, (tx) =>
    caseOfPairAsk(tx, { partnershipId, askId, ...askedOf(by), step: 'case-feedback' }),
  );
}

export type CaseFeedbackGiven =
  | { kind: 'given' | 'not-found' | 'ended' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** The pair has said all: one of the two answers for both (WA-10). */
export async function giveCaseFeedback(
  records: Records,
  input: OfPair,
  by: Actor,
  now: Date,
): Promise<CaseFeedbackGiven> {
  const { partnershipId, askId, received } = input;
  const given = { partnershipId, askId, ...askedOf(by), step: 'case-feedback' };
  return transaction(records, async (tx) => {
    const found = await caseOfPairAsk(tx, given);
    if (!found) return { kind: 'not-found' };
    const { auditId, pair } = found;
    await lockChain(tx, auditId);
    const context = await auditContext(tx, auditId);
    const running = context.state === 'open' || context.state === 'paused';
    if (!running || !(await runningMeeting(tx, context))) return { kind: 'ended' };
    const { caseId, number } = pair;
    const findings = await tx.finding.count({ where: { auditId, caseId, supersededAt: null } });
    if (findings === 0) {
      const message = `Add at least one key finding about C${number} first.`;
      return { kind: 'refused', problems: [{ field: 'text', message }] };
    }
    const actions = await tx.recommendation.count({
      where: { auditId, caseId, withdrawnAt: null },
    });
    await tx.ask.updateMany({
      where: {
        auditId,
        step: 'case-feedback',
        round: number,
        OR: [{ outcome: null }, { outcome: 'not-answered' }],
      },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (received) {
      // Both have given it, so both are told.
      const asks = await tx.ask.findMany({
        where: { auditId, step: 'case-feedback', round: number, ...notWithdrawn },
      });
      for (const ask of asks) {
        await keepEntered(records, tx, { ask, auditId, received }, { by, now });
      }
    }
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'case-feedback.given',
      ids: { case: caseId, findings, actions },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [found.ask.wait], word: 'answered', seq }, now);
    return { kind: 'given' };
  });
}

/** That a pair gave no feedback is on record, once for both of its auditors (WA-10). */
export async function closeCaseFeedback(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  await recordSilence(tx, context, { ask, kind: 'case-feedback.not-given' }, now);
}

/** One event for both auditors of a pair, whose asks close at the same moment. */
export async function recordSilence(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  { ask, kind }: { ask: ClosedAsk; kind: string },
  now: Date,
): Promise<void> {
  const { step, round, id } = ask;
  const asks = await tx.ask.findMany({ where: { auditId, step, round, NOT: { id } } });
  // The other may still answer, or has; of two that close at once the first one tells.
  if (asks.some(({ outcome }) => outcome === null || outcome === 'answered')) return;
  if (asks.some((other) => other.settledAt?.getTime() === now.getTime() && other.id < id)) return;
  const child = await tx.case.findFirst({ where: { auditId, number: round ?? 0 } });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind,
    ids: { case: child?.id ?? null },
    by: theClock,
    now,
  });
}
