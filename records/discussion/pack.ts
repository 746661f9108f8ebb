import { type StageSettings, stageOfKind } from '../../domain/profile.ts';
import type { Wait } from '../../domain/waits.ts';
import { type ClosedAsk, openAsk, settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { waitsForDay } from '../audits/day-to-set.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { type Actor, lockChain, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { inviteParticipants } from './invitations.ts';
import { type Circulated, circulateEdition, uncirculated } from './pack-edition.ts';

type CirculatePack = Extract<StageSettings, { kind: 'circulate-pack' }>;

/** Asks the officer to look at what is missing; the pack leaves when that ask closes (DD-12, DD-13). */
export async function askToCirculate(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    if (await waitsForDay(tx, context, ref.stage, now)) return;
    await askForPack(tx, context, now);
  });
}

/** Call it when the pack has its day. */
export async function askForPack(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey, circulate } = packStage(context);
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/circulate`,
      wait: stageWait(context, stageKey),
      step: 'circulate',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: circulate,
    },
    now,
  );
}

export type PackCirculated =
  | ({ kind: 'circulated' } & Omit<Circulated, 'seq'>)
  | { kind: 'not-found' | 'not-open' | 'nothing-new' };

/** The officer does not wait for the date: the pack, or what came in after it, leaves now. */
export async function circulatePack(
  records: Records,
  input: { partnershipId: string; auditId: string },
  by: Actor,
  now: Date,
): Promise<PackCirculated> {
  return transaction(records, async (tx) => {
    const found = await tx.audit.findFirst({
      where: { id: input.auditId, partnershipId: input.partnershipId },
    });
    if (!found) return { kind: 'not-found' };
    const context = await auditContext(tx, found.id);
    const ask = await tx.ask.findFirst({
      where: { auditId: found.id, step: { in: ['circulate', 'supplement'] }, outcome: null },
    });
    if (!ask || context.state !== 'open') return { kind: ask ? 'not-open' : 'nothing-new' };
    await lockChain(tx, found.id);
    if ((await uncirculated(tx, context)).length === 0) return { kind: 'nothing-new' };
    if (!(await settleAsk(tx, ask.id, 'answered', now))) return { kind: 'nothing-new' };
    const stage = packStage(context).key;
    const circulated = await circulateEdition(tx, context, { stage, by }, now);
    if (!circulated) return { kind: 'nothing-new' };
    const { seq, ...rest } = circulated;
    await inviteParticipants(tx, context, now);
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'circulated', ...rest };
  });
}

/** The date has come: the pack, or the supplement, leaves by itself. */
export async function circulateByClock(
  tx: Transaction,
  context: AuditContext,
  _ask: ClosedAsk,
  now: Date,
): Promise<void> {
  await lockChain(tx, context.auditId);
  await circulateEdition(tx, context, { stage: packStage(context).key, by: theClock }, now);
  await inviteParticipants(tx, context, now);
}

export function packStage(context: AuditContext): CirculatePack {
  const stage = stageOfKind(context.profile, 'circulate-pack');
  if (!stage) throw new Error(`the profile ${context.profile.profile} circulates no pack`);
  return stage;
}
