import { randomUUID } from 'node:crypto';
import type { Wait } from '../../domain/waits.ts';
import { type ClosedAsk, openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { tellOfLastVote } from '../letters/email-round.ts';
import { appendEvent, theClock } from '../store/events.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import {
  amendTimings,
  askApprovers,
  bodyRound,
  participantsRound,
  voteTimings,
} from './approval-rounds.ts';

/** Asks those who took part, each for themselves, or the officer for what a body decides (DD-19, DD-20). */
export async function askForApproval(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const wait = stageWait(context, ref.stage);
    const settings = context.profile.stages.find(({ key }) => key === ref.stage);
    if (settings?.kind !== 'approve') throw new Error(`"${ref.stage}" is no round of approval`);
    if (settings.by === 'participants') await askApprovers(tx, context, { settings, wait }, now);
    else await askForDecision(tx, context, { stage: settings.key, wait }, now);
  });
}

async function askForDecision(
  tx: Transaction,
  context: AuditContext,
  { stage, wait }: { stage: string; wait: string },
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stage}/decide`,
      wait,
      step: 'decide',
      stageKey: stage,
      contactId: await officerOf(tx, partnershipId, now),
      timings: bodyRound(context, stage).decide,
    },
    now,
  );
}

/** Whoever said nothing stands as silent, whatever the profile counts that as: never as having approved. */
export async function closeApproval(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { contactId, stageKey } = ask;
  const circulation = await tx.reportCirculation.findFirst({
    where: { auditId },
    orderBy: { number: 'desc' },
  });
  if (!circulation || !stageKey) return;
  const { reportVersionId } = circulation;
  await tx.approval.create({
    data: {
      id: randomUUID(),
      partnershipId,
      auditId,
      stageKey,
      reportVersionId,
      contactId,
      answer: 'silent',
      answeredAt: now,
    },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: ask.step === 'vote' ? 'vote.silent' : 'approval.silent',
    ids: { contact: contactId, stage: stageKey },
    by: theClock,
    now,
  });
  const told = { wait: ask.wait, circulation: circulation.number };
  if (ask.step === 'vote') await tellOfLastVote(tx, context, told, now);
}

/** The timings of the asks of a round, by their steps. */
export const approvalTimings = {
  approve: (context: AuditContext, stage?: string | null) => participantsRound(context, stage).ask,
  objections: (context: AuditContext, stage?: string | null) =>
    participantsRound(context, stage).objections,
  decide: (context: AuditContext, stage?: string | null) => bodyRound(context, stage).decide,
  amend: (context: AuditContext, stage?: string | null) => amendTimings(bodyRound(context, stage)),
  vote: (context: AuditContext, stage?: string | null) => voteTimings(bodyRound(context, stage)),
};
