import { randomUUID } from 'node:crypto';
import { type ChosenChild, choiceProblems } from '../../domain/deep-dive-choice.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { ChooseDeepDives } from '../../domain/stages/choose-deep-dives.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { beginStage, currentView, findAudit, type StageRef, stageWait } from '../audits/stages.ts';
import { holdersOf, officerOf } from '../directory/directory.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { digest, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** The officer is asked in the console, a chair by link. */
export const choosingSteps = ['deep-dives', 'deep-dives-by-chair'] as const;
type ChoosingStep = (typeof choosingSteps)[number];

export function deepDiveStage(context: AuditContext): ChooseDeepDives {
  const stage = stageOfKind(context.profile, 'choose-deep-dives');
  if (!stage) throw new Error(`the profile ${context.profile.profile} chooses no deep dives`);
  return stage;
}

/** Asks whoever chooses (CH-19); nobody where there is no child of whom anything has come in. */
export async function askToChoose(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await findAudit(tx, ref);
    await beginStage(tx, context, ref, now);
    const wait = stageWait(context, ref.stage);
    if ((await casesToChoose(tx, context.auditId)).length > 0) {
      const chooser = await whoChooses(tx, context, now);
      await openAsk(
        tx,
        context,
        {
          key: `${context.partnershipId}/${context.number}/${ref.stage}/choose`,
          wait,
          ...chooser,
          stageKey: ref.stage,
          timings: deepDiveStage(context).ask,
        },
        now,
      );
    }
    return currentView(tx, context, wait, now);
  });
}

/** The body's chair where the process says so; the officer where it does not, or there is none. */
async function whoChooses(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<{ step: ChoosingStep; contactId: string }> {
  const { partnershipId } = context;
  const { by } = deepDiveStage(context);
  const officer = {
    step: 'deep-dives',
    contactId: await officerOf(tx, partnershipId, now),
  } as const;
  if (by === 'officer') return officer;
  const body = await tx.body.findUnique({
    where: { partnershipId_key: { partnershipId, key: by.chairOf } },
  });
  const chairs = body
    ? await holdersOf(tx, { partnershipId, role: 'chair', bodyId: body.id, on: now })
    : [];
  return chairs[0] ? { step: 'deep-dives-by-chair', contactId: chairs[0] } : officer;
}

/** The children of whom at least one completed tool is in; one under hold is left out. */
export async function casesToChoose(
  tx: Transaction,
  auditId: string,
): Promise<{ id: string; number: number }[]> {
  return tx.case.findMany({
    where: {
      auditId,
      heldAt: null,
      state: { in: ['drawn', 'identified'] },
      returns: { some: { version: { gt: 0 }, state: { notIn: ['nil', 'withdrawn'] } } },
    },
    select: { id: true, number: true },
    orderBy: { number: 'asc' },
  });
}

export type DeepDivesChosen =
  | { kind: 'chosen' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * Records which children are looked at more closely, and why each (CH-19). A choice can be made anew
 * until the pack has left or the discussion has begun; the older one stays on record.
 */
export async function chooseDeepDives(
  records: Records,
  input: {
    partnershipId: string;
    auditId: string;
    chosen: ChosenChild[];
    /** By whom, how and when it was told, where the business unit enters it for somebody. */
    received?: Received;
  },
  by: Actor,
  now: Date,
): Promise<DeepDivesChosen> {
  const { partnershipId, auditId, received } = input;
  const chosen = input.chosen.map((each) => ({
    ...each,
    reason: each.reason.replace(/\r\n?/g, '\n').trim(),
  }));
  return transaction(records, async (tx) => {
    const known = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (known === 0) return { kind: 'not-found' };
    await lockChain(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (!stageOfKind(context.profile, 'choose-deep-dives')) return { kind: 'not-found' };
    const ask = await tx.ask.findFirst({ where: { auditId, step: { in: [...choosingSteps] } } });
    if (!ask || !(await mayChoose(tx, context))) return { kind: 'ended' };
    const cases = await casesToChoose(tx, auditId);
    const { howMany } = deepDiveStage(context);
    const among = cases.map(({ number }) => number);
    const problems = choiceProblems(chosen, { howMany, among });
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const before = await tx.deepDive.updateMany({
      where: { auditId, supersededAt: null },
      data: { supersededAt: now },
    });
    await tx.deepDive.createMany({
      data: chosen.map(({ number, reason }) => {
        const id = randomUUID();
        return {
          id,
          partnershipId,
          auditId,
          caseId: cases.find((each) => each.number === number)?.id ?? '',
          reasonSealed: seal(key, `DeepDive.reasonSealed/${id}`, reason),
          chosenAt: now,
          chosenById: by.contactId,
          onBehalfOf: received ? sealJson(key, `DeepDive.onBehalfOf/${id}`, received) : null,
        };
      }),
    });
    await settleAsk(tx, ask.id, 'answered', now);
    const numbers = chosen.map(({ number }) => number).sort((a, b) => a - b);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'deep-dives.chosen',
      ids: { children: numbers.map((number) => `C${number}`).join(', '), again: before.count > 0 },
      digests: { reasons: digest(key, JSON.stringify(chosen)) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'chosen' };
  });
}

/** What has been sent out, or is being discussed, is not chosen anew. */
export async function mayChoose(tx: Transaction, context: AuditContext): Promise<boolean> {
  const { auditId, state, profile } = context;
  if (state !== 'open' && state !== 'paused') return false;
  if ((await tx.packEdition.count({ where: { auditId } })) > 0) return false;
  const discussion = stageOfKind(profile, 'discuss');
  const key = discussion?.key ?? '';
  return (await tx.stage.count({ where: { auditId, key } })) === 0;
}
