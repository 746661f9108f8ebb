import { randomUUID } from 'node:crypto';
import type { FeedbackOffer, TypedFeedback } from '../../domain/family-feedback.ts';
import { feedbackProblems } from '../../domain/family-feedback.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { GatherFeedback } from '../../domain/stages/gather-feedback.ts';
import type { Wait } from '../../domain/waits.ts';
import { type ClosedAsk, openAsk, settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { beginStage, currentView, findAudit, type StageRef, stageWait } from '../audits/stages.ts';
import { type ColleagueRefusal, findOrAddColleague } from '../directory/colleagues.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

export function feedbackStage(context: AuditContext): GatherFeedback {
  const stage = stageOfKind(context.profile, 'gather-feedback');
  if (!stage) throw new Error(`the profile ${context.profile.profile} gathers no feedback`);
  return stage;
}

/** Whoever an agency named to arrange the feedback of a child's family; its own answer where nobody. */
export async function arrangerOf(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; agencyId: string; answeredBy: string; offer: FeedbackOffer },
): Promise<{ contactId: string } | { refused: ColleagueRefusal }> {
  const { partnershipId, agencyId, answeredBy, offer } = given;
  if (!offer.by) return { contactId: answeredBy };
  return findOrAddColleague(records, tx, { partnershipId, agencyId, colleague: offer.by });
}

/** Keeps who of a child's family can be asked, and by whom (CH-7). */
export async function keepOffer(
  tx: Transaction,
  given: {
    partnershipId: string;
    auditId: string;
    caseId: string;
    agencyId: string;
    arrangerId: string;
    who: readonly string[];
  },
  now: Date,
): Promise<void> {
  const { who, ...of } = given;
  await tx.familyFeedback.createMany({
    data: who.map((each) => ({ id: randomUUID(), ...of, who: each, offeredAt: now })),
    skipDuplicates: true,
  });
}

/** Asks whoever was named to arrange the feedback (CH-35). */
export async function askToGatherFeedback(
  records: Records,
  ref: StageRef,
  now: Date,
): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await findAudit(tx, ref);
    await beginStage(tx, context, ref, now);
    await askForFeedback(tx, context, now);
    return currentView(tx, context, stageWait(context, ref.stage), now);
  });
}

/**
 * One ask for each child and person who arranges. An agency that says late who can be asked joins
 * while the stage runs. Returns the wait that has more to wait for; null where nobody was asked.
 */
export async function askForFeedback(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<string | null> {
  const { auditId, partnershipId, number } = context;
  const stage = stageOfKind(context.profile, 'gather-feedback');
  if (!stage) return null;
  const running = await tx.stage.count({ where: { auditId, key: stage.key, outcome: null } });
  if (running === 0) return null;
  const wait = stageWait(context, stage.key);
  const cases = await tx.case.findMany({
    where: { auditId, heldAt: null, state: { in: ['drawn', 'identified'] } },
    select: { id: true, number: true },
  });
  const offers = await tx.familyFeedback.findMany({
    where: { auditId, askId: null, caseId: { in: cases.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  });
  const agencies = await tx.agency.findMany({
    where: { id: { in: offers.map(({ agencyId }) => agencyId) } },
    select: { id: true, key: true },
  });
  for (const { id, caseId, agencyId, arrangerId: contactId } of offers) {
    const child = cases.find((each) => each.id === caseId)?.number ?? 0;
    const agency = agencies.find((each) => each.id === agencyId)?.key ?? '';
    const askId = await openAsk(
      tx,
      context,
      {
        key: await askKey(
          tx,
          `${partnershipId}/${number}/${stage.key}/${agency}/C${child}/${contactId}`,
        ),
        wait,
        step: 'family-feedback',
        stageKey: stage.key,
        contactId,
        agencyId,
        timings: stage.ask,
      },
      now,
    );
    await tx.familyFeedback.update({ where: { id }, data: { askId } });
  }
  return offers.length > 0 ? wait : null;
}

/** Of the ask that is open; of a further one where an earlier was withdrawn. */
async function askKey(tx: Transaction, key: string): Promise<string> {
  const asks = await tx.ask.findMany({ where: { key: { startsWith: key } } });
  const open = asks.find(({ outcome }) => outcome === null);
  return open?.key ?? (asks.length === 0 ? key : `${key}/again-${asks.length}`);
}

export type FeedbackRecorded =
  | { kind: 'recorded' | 'already-recorded' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] };

/**
 * What the child, the parents or the carers said, or why nothing was said (CH-35, SO-25). It is
 * recorded once; what comes after silence was recorded counts, and says that it came late.
 */
export async function recordFamilyFeedback(
  records: Records,
  input: {
    partnershipId: string;
    askId: string;
    typed: Readonly<Record<string, TypedFeedback>>;
    received?: Received;
  },
  by: Actor,
  now: Date,
): Promise<FeedbackRecorded> {
  const { partnershipId, askId, received } = input;
  return transaction(records, async (tx) => {
    const own = by.onBehalf ? {} : { contactId: by.contactId ?? '' };
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, step: 'family-feedback', ...own },
    });
    if (!ask?.auditId) return { kind: 'not-found' };
    if (ask.outcome === 'answered') return { kind: 'already-recorded' };
    const context = await auditContext(tx, ask.auditId);
    const open = ask.outcome === null || ask.outcome === 'not-answered';
    const running = context.state === 'open' || context.state === 'paused';
    if (!open || !running || (await isHeld(tx, askId))) return { kind: 'ended' };
    const rows = await tx.familyFeedback.findMany({ where: { askId } });
    const typed = trimmed(input.typed);
    const problems = feedbackProblems(
      rows.map(({ who }) => who),
      typed,
    );
    if (problems.length > 0) return { kind: 'incomplete', problems };
    const { count } = await tx.ask.updateMany({
      where: { id: ask.id, outcome: ask.outcome },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (count === 0) return { kind: 'already-recorded' };
    const { auditId } = context;
    const key = await records.keyring.audit(tx, auditId);
    const place = (column: string, id: string) => `FamilyFeedback.${column}/${id}`;
    for (const { id, who } of rows) {
      const { outcome, text } = typed[who] ?? { outcome: 'not-given', text: '' };
      await tx.familyFeedback.update({
        where: { id },
        data: {
          outcome,
          late: ask.outcome !== null,
          textSealed: seal(key, place('textSealed', id), text),
          recordedAt: now,
          recordedById: by.contactId,
          onBehalfOf: received ? sealJson(key, place('onBehalfOf', id), received) : null,
        },
      });
    }
    const given = rows.filter(({ who }) => typed[who]?.outcome === 'given').length;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'family-feedback.recorded',
      ids: { case: rows[0]?.caseId ?? null, agency: ask.agencyId, given, of: rows.length },
      digests: { text: digest(key, JSON.stringify(typed)) },
      by,
      now,
    });
    if (received) {
      const { contactId } = ask;
      const letter = { kind: 'family-feedback/entered', contactId, ids: { ask: ask.id }, now };
      const about = { partnershipId, key: `${ask.key}/entered`, auditId, thread: ask.key };
      await queueLetters(tx, [{ ...letter, ...about }]);
    }
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'recorded' };
  });
}

/** A child under hold is not written about, and a replaced one not asked about. */
async function isHeld(tx: Transaction, askId: string): Promise<boolean> {
  const row = await tx.familyFeedback.findFirst({ where: { askId }, select: { caseId: true } });
  if (!row) return true;
  const active = { id: row.caseId, heldAt: null, state: { in: ['drawn', 'identified'] } };
  return (await tx.case.count({ where: active })) === 0;
}

function trimmed(typed: Readonly<Record<string, TypedFeedback>>): Record<string, TypedFeedback> {
  return Object.fromEntries(
    Object.entries(typed).map(([who, { outcome, text }]) => [
      who,
      { outcome, text: text.replace(/\r\n?/g, '\n').trim() },
    ]),
  );
}

/** That nothing was said is on record (CH-35); it may still be recorded later. */
export async function closeFamilyFeedback(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const rows = await tx.familyFeedback.findMany({ where: { askId: ask.id } });
  await tx.familyFeedback.updateMany({
    where: { askId: ask.id, outcome: null },
    data: { outcome: 'silent', recordedAt: now },
  });
  await appendEvent(tx, {
    partnershipId: context.partnershipId,
    chain: context.auditId,
    kind: 'family-feedback.not-recorded',
    ids: { case: rows[0]?.caseId ?? null, agency: ask.agencyId },
    by: theClock,
    now,
  });
}

/**
 * Nobody is asked any more to talk to the family of a child that was replaced or sealed; returns the
 * waits that this changes. One that is unsealed is asked about anew.
 */
export async function withdrawFeedback(
  tx: Transaction,
  caseId: string,
  now: Date,
): Promise<string[]> {
  const rows = await tx.familyFeedback.findMany({
    where: { caseId, askId: { not: null }, outcome: null },
    select: { askId: true },
  });
  const asks = await tx.ask.findMany({
    where: { id: { in: rows.flatMap(({ askId }) => askId ?? []) }, outcome: null },
    select: { id: true, wait: true },
  });
  for (const { id } of asks) {
    await settleAsk(tx, id, 'withdrawn', now);
    await tx.familyFeedback.updateMany({ where: { askId: id }, data: { askId: null } });
  }
  return [...new Set(asks.map(({ wait }) => wait))];
}
