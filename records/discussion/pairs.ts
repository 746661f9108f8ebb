import { randomUUID } from 'node:crypto';
import { type NotFor, pairProblems, type TypedPair } from '../../domain/auditor-pair.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Wait } from '../../domain/waits.ts';
import { keyOnceMore, openAsk, settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { waitsForDay } from '../audits/day-to-set.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { peopleToChoose } from '../directory/people-to-choose.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { askForCaseFeedback } from './case-feedback.ts';
import { inviteFacilitators } from './facilitators.ts';
import { inviteParticipants } from './invitations.ts';
import { runningMeeting } from './meeting.ts';
import { casesOfPairs, type Pair, pairsOf, pairsStage } from './pairs-stage.ts';
import { uninviteAuditor } from './uninvite-auditor.ts';

/** Invites facilitators, and asks the officer to name a pair for each child (WA-2, WA-8). */
export async function askForPairs(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    if (await waitsForDay(tx, context, ref.stage, now)) return;
    await askAboutPairs(tx, context, now);
  });
}

/** Call it when the stage has its day. Nobody is asked where there is no child to discuss. */
export async function askAboutPairs(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey, name } = pairsStage(context);
  if ((await casesOfPairs(tx, context)).length === 0) return;
  await inviteFacilitators(tx, context, now);
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/pairs`,
      wait: stageWait(context, stageKey),
      step: 'pairs',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: name,
    },
    now,
  );
}

export type PairsNamed =
  | { kind: 'named' | 'not-found' | 'ended' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * The officer names the pairs, all at once or one by one (WA-8). Another pair takes the place of the
 * first, which is asked no more; what the first has written stands until the other writes.
 */
export async function namePairs(
  records: Records,
  input: { partnershipId: string; auditId: string; pairs: TypedPair[] },
  by: Actor,
  now: Date,
): Promise<PairsNamed> {
  const { partnershipId, auditId, pairs } = input;
  const people = await peopleToChoose(records, { partnershipId });
  return transaction(records, async (tx) => {
    const known = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (known === 0) return { kind: 'not-found' };
    await lockChain(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (!stageOfKind(context.profile, 'prepare-questions')) return { kind: 'not-found' };
    if (!(await mayNamePairs(tx, context))) return { kind: 'ended' };
    const cases = await casesOfPairs(tx, context);
    const wanted = pairs.filter(({ number }) => cases.some((each) => each.number === number));
    const problems = pairProblems(wanted, {
      people: new Map(people.map(({ contactId, name }) => [contactId, name])),
      notFor: await notIndependentFor(tx, context, cases),
    });
    if (problems.length > 0) return { kind: 'refused', problems };
    const before = await pairsOf(tx, auditId);
    let seq = 0;
    for (const { number, first, second } of wanted) {
      const child = cases.find((each) => each.number === number);
      const own = before.find((each) => each.number === number);
      if (!child || first === '') continue;
      if (own && [...own.contactIds].sort().join() === [first, second].sort().join()) continue;
      const pair = { caseId: child.id, number, contactIds: [first, second] as [string, string] };
      seq = await writePair(tx, context, { pair, own }, by, now);
      await askForQuestions(tx, context, { pair, own }, now);
    }
    await askForCaseFeedback(tx, context, now);
    await settleNaming(tx, context, now);
    if (seq === 0) return { kind: 'named' };
    await inviteAuditors(tx, context, before, now);
    const discussion = stageOfKind(context.profile, 'discuss')?.key;
    const stages = [pairsStage(context).key, ...(discussion ? [discussion] : [])];
    const waits = stages.map((key) => stageWait(context, key));
    await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
    return { kind: 'named' };
  });
}

/** From the beginning of its stage until the discussion is on record. */
export async function mayNamePairs(tx: Transaction, context: AuditContext): Promise<boolean> {
  const { auditId, state } = context;
  if (state !== 'open' && state !== 'paused') return false;
  const begun = await tx.stage.count({ where: { auditId, key: pairsStage(context).key } });
  const over = await tx.meeting.count({ where: { auditId, recordedAt: { not: null } } });
  return begun > 0 && over === 0;
}

/** Who wrote about which child, and who worked with the family, where the process minds. */
export async function notIndependentFor(
  tx: Transaction,
  context: AuditContext,
  cases: readonly { id: string; number: number }[],
): Promise<NotFor[]> {
  if (!pairsStage(context).independent) return [];
  const { auditId } = context;
  const numbers = new Map(cases.map(({ id, number }) => [id, number]));
  const written = await tx.returnVersion.findMany({
    where: { return: { auditId, caseId: { in: [...numbers.keys()] } } },
    select: { submittedById: true, return: { select: { caseId: true } } },
  });
  const worked = await tx.practitioner.findMany({
    where: { auditId, caseId: { in: [...numbers.keys()] } },
  });
  return [
    ...written.map(({ submittedById: contactId, return: { caseId } }) => {
      return { number: numbers.get(caseId) ?? 0, contactId, why: 'wrote' as const };
    }),
    ...worked.map(({ contactId, caseId }) => {
      return { number: numbers.get(caseId) ?? 0, contactId, why: 'worked' as const };
    }),
  ];
}

type OnePair = Omit<Pair, 'id'>;

async function writePair(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  { pair, own }: { pair: OnePair; own: Pair | undefined },
  by: Actor,
  now: Date,
): Promise<number> {
  const { caseId, number, contactIds } = pair;
  const [firstId, secondId] = contactIds;
  await tx.auditorPair.updateMany({
    where: { auditId, caseId, supersededAt: null },
    data: { supersededAt: now },
  });
  const row = { id: randomUUID(), partnershipId, auditId, caseId, firstId, secondId };
  await tx.auditorPair.create({ data: { ...row, namedAt: now, namedById: by.contactId } });
  for (const contactId of own?.contactIds ?? []) {
    if (!contactIds.includes(contactId)) {
      await withdrawAsks(tx, { auditId, number, contactId }, now);
    }
  }
  return appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'pair.named',
    ids: { case: caseId, first: firstId, second: secondId, again: own !== undefined },
    by,
    now,
  });
}

async function withdrawAsks(
  tx: Transaction,
  { auditId, number, contactId }: { auditId: string; number: number; contactId?: string },
  now: Date,
): Promise<string[]> {
  const asks = await tx.ask.findMany({
    where: {
      auditId,
      step: { in: ['questions', 'case-feedback'] },
      round: number,
      outcome: null,
      ...(contactId ? { contactId } : {}),
    },
    select: { id: true, wait: true },
  });
  for (const { id } of asks) await settleAsk(tx, id, 'withdrawn', now);
  return asks.map(({ wait }) => wait);
}

/** Both are asked while the stage runs, where their child has no questions yet. */
async function askForQuestions(
  tx: Transaction,
  context: AuditContext,
  { pair, own }: { pair: OnePair; own: Pair | undefined },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number: audit } = context;
  const { key: stageKey, write } = pairsStage(context);
  const { caseId, number, contactIds } = pair;
  const running = await tx.stage.count({ where: { auditId, key: stageKey, outcome: null } });
  const written = await tx.pairQuestions.count({ where: { auditId, caseId } });
  if (running === 0 || written > 0) return;
  for (const contactId of contactIds) {
    if (own?.contactIds.includes(contactId)) continue;
    const key = `${partnershipId}/${audit}/${stageKey}/questions/C${number}/${contactId}`;
    await openAsk(
      tx,
      context,
      {
        key: await keyOnceMore(tx, key),
        wait: stageWait(context, stageKey),
        step: 'questions',
        stageKey,
        round: number,
        contactId,
        timings: write,
      },
      now,
    );
  }
}

/** Named is named when each child has its pair. */
async function settleNaming(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const { auditId } = context;
  const named = (await pairsOf(tx, auditId)).map(({ caseId }) => caseId);
  const cases = await casesOfPairs(tx, context);
  if (cases.some(({ id }) => !named.includes(id))) return;
  const ask = await tx.ask.findFirst({ where: { auditId, step: 'pairs', outcome: null } });
  if (ask) await settleAsk(tx, ask.id, 'answered', now);
}

/** Auditors come to the discussion; whoever is none any more need not. */
async function inviteAuditors(
  tx: Transaction,
  context: AuditContext,
  before: readonly Pair[],
  now: Date,
): Promise<void> {
  const meeting = await runningMeeting(tx, context);
  if (!meeting) return;
  const auditors = new Set((await pairsOf(tx, context.auditId)).flatMap((each) => each.contactIds));
  const gone = new Set(before.flatMap(({ contactIds }) => contactIds));
  for (const contactId of gone) {
    if (!auditors.has(contactId)) await uninviteAuditor(tx, context, contactId, now);
  }
  // Whoever was taken off the list before is invited as an auditor all the same.
  await tx.attendance.deleteMany({
    where: {
      meetingId: meeting.id,
      contactId: { in: [...auditors] },
      withdrawnAt: { not: null },
      attended: null,
    },
  });
  await inviteParticipants(tx, context, now);
}

/** Nobody audits a child that was replaced or sealed; returns the waits that this changes. */
export async function withdrawPair(
  tx: Transaction,
  context: AuditContext,
  number: number,
  now: Date,
): Promise<string[]> {
  if (!stageOfKind(context.profile, 'prepare-questions')) return [];
  const waits = await withdrawAsks(tx, { auditId: context.auditId, number }, now);
  await settleNaming(tx, context, now);
  return [...new Set([...waits, stageWait(context, pairsStage(context).key)])];
}

/** The pair of a child that is not sealed any more is asked anew; returns the waits that this changes. */
export async function askPairAgain(
  tx: Transaction,
  context: AuditContext,
  number: number,
  now: Date,
): Promise<string[]> {
  const discussion = stageOfKind(context.profile, 'discuss');
  if (!discussion || !stageOfKind(context.profile, 'prepare-questions')) return [];
  const pair = (await pairsOf(tx, context.auditId)).find((each) => each.number === number);
  if (!pair) return [];
  await askForQuestions(tx, context, { pair, own: undefined }, now);
  await askForCaseFeedback(tx, context, now);
  return [pairsStage(context).key, discussion.key].map((key) => stageWait(context, key));
}

/** The discussion is on record: nobody is asked any more, and what was not said is recorded as that. */
export async function endPairs(
  tx: Transaction,
  context: AuditContext,
  by: Actor,
  now: Date,
): Promise<string[]> {
  const { auditId, partnershipId } = context;
  const step = { in: ['facilitate', 'pairs', 'questions', 'case-feedback'] };
  const asks = await tx.ask.findMany({ where: { auditId, step, outcome: null } });
  for (const { id } of asks) await settleAsk(tx, id, 'withdrawn', now);
  const silent = new Set(
    asks.flatMap((ask) => (ask.step === 'case-feedback' ? (ask.round ?? []) : [])),
  );
  for (const { caseId, number } of await pairsOf(tx, auditId)) {
    if (!silent.has(number)) continue;
    const kind = 'case-feedback.not-given';
    const event = { partnershipId, chain: auditId, kind, ids: { case: caseId }, by, now };
    await appendEvent(tx, event);
  }
  return [...new Set(asks.map(({ wait }) => wait))];
}
