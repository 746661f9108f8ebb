import { randomUUID } from 'node:crypto';
import { feedBackProblems, type TypedFeedBack } from '../../domain/feed-back.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import {
  type BriefingSettings,
  type Disseminate,
  disseminateStages,
  makesSomething,
} from '../../domain/stages/disseminate.ts';
import { type ClosedAsk, openAsk } from '../asks/asks.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** The stage of this key; without one, the one that makes something of the report. */
export function disseminateStage(
  context: Pick<AuditContext, 'profile'>,
  key?: string | null,
): Disseminate {
  const stages = disseminateStages(context.profile);
  const stage = key
    ? stages.find((each) => each.key === key)
    : (stages.find(makesSomething) ?? stages.at(-1));
  if (!stage) throw new Error(`the profile ${context.profile.profile} passes nothing on`);
  return stage;
}

export function briefingOf(context: AuditContext): BriefingSettings {
  const { briefing } = disseminateStage(context);
  if (!briefing) throw new Error(`the profile ${context.profile.profile} has no briefing`);
  return briefing;
}

export function publishTimings(context: AuditContext): AskTimings {
  const { publish } = disseminateStage(context);
  if (!publish) throw new Error(`the profile ${context.profile.profile} publishes no briefing`);
  return publish;
}

export function feedBackTimings(context: AuditContext): AskTimings {
  const { feedBack } = disseminateStage(context);
  if (!feedBack) throw new Error(`the profile ${context.profile.profile} feeds no practice back`);
  return feedBack;
}

/** Agencies of which a tool has come in; those that knew none of the children are not among them. */
export async function agenciesWithTools(tx: Transaction, auditId: string) {
  const left = await agenciesThatLeft(tx, auditId);
  const requests = await tx.request.findMany({
    where: {
      auditId,
      agencyId: { notIn: [...left] },
      returns: {
        some: {
          version: { gt: 0 },
          state: { notIn: ['nil', 'withdrawn'] },
          case: { heldAt: null },
        },
      },
    },
    select: { agency: { select: { id: true, key: true } } },
    orderBy: { agency: { key: 'asc' } },
  });
  return requests.map(({ agency }) => agency);
}

/** Asks each agency of which a tool has come in; one that knew none of the children is not asked. */
export async function askForFeedBack(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const stage = disseminateStage(context);
  for (const agency of await agenciesWithTools(tx, auditId)) {
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${stage.key}/${agency.key}/feed-back`,
        wait: stageWait(context, stage.key),
        step: 'feed-back',
        stageKey: stage.key,
        contactId: await whoAnswersFor(tx, context, agency.id, now),
        agencyId: agency.id,
        timings: feedBackTimings(context),
      },
      now,
    );
  }
}

export type FeedBackConfirmed =
  | { kind: 'confirmed' | 'already-confirmed' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] };

/**
 * An agency says that good practice was fed back to the professionals concerned, and how, or that
 * there was none (DD-24). What comes after its silence was recorded counts too, and both stand.
 */
export async function confirmFeedBack(
  records: Records,
  input: { partnershipId: string; askId: string; typed: TypedFeedBack; received?: Received },
  by: Actor,
  now: Date,
): Promise<FeedBackConfirmed> {
  const { partnershipId, askId, received } = input;
  const text = input.typed.text.replace(/\r\n?/g, '\n').trim();
  const typed = { ...input.typed, text };
  return transaction(records, async (tx) => {
    const own = by.onBehalf ? {} : { contactId: by.contactId ?? '' };
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, step: 'feed-back', ...own },
    });
    if (!ask?.auditId || !ask.agencyId) return { kind: 'not-found' };
    if (ask.outcome === 'answered') return { kind: 'already-confirmed' };
    const context = await auditContext(tx, ask.auditId);
    const open = ask.outcome === null || ask.outcome === 'not-answered';
    if (!open || context.state === 'cancelled') return { kind: 'ended' };
    const problems = feedBackProblems(typed);
    if (problems.length > 0) return { kind: 'incomplete', problems };
    const { count } = await tx.ask.updateMany({
      where: { id: ask.id, outcome: ask.outcome },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (count === 0) return { kind: 'already-confirmed' };
    const { auditId, agencyId } = ask;
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const place = `GoodPracticeFeedback.textSealed/${id}`;
    await tx.goodPracticeFeedback.create({
      data: {
        id,
        partnershipId,
        auditId,
        agencyId,
        late: ask.outcome !== null,
        answer: typed.answer,
        textSealed: text === '' ? null : seal(key, place, text),
        givenById: by.contactId,
        givenAt: now,
        onBehalfOf: received
          ? seal(key, `GoodPracticeFeedback.onBehalfOf/${id}`, JSON.stringify(received))
          : null,
      },
    });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'good-practice.confirmed',
      ids: { agency: agencyId, answer: typed.answer },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    if (received) {
      const about = { kind: 'feed-back/entered', contactId: ask.contactId, ids: { ask: ask.id } };
      const letter = { ...about, partnershipId, key: `${ask.key}/entered`, auditId, now };
      await queueLetters(tx, [{ ...letter, thread: ask.key }]);
    }
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'confirmed' };
  });
}

/** Silence is on record; the agency may still say it later. */
export async function closeFeedBack(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { agencyId } = ask;
  if (!agencyId) return;
  const silence = { answer: 'silent', late: false, givenAt: now };
  await tx.goodPracticeFeedback.create({
    data: { id: randomUUID(), partnershipId, auditId, agencyId, ...silence },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'good-practice.not-confirmed',
    ids: { agency: agencyId },
    by: theClock,
    now,
  });
}
