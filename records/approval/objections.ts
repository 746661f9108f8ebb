import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { officerOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { lockReport, type RunningReport } from '../report/report-versions.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { participantsRound } from './approval-rounds.ts';

/**
 * While an objection of a round is neither answered nor overtaken by a changed report, the officer
 * is asked to deal with it, and the round cannot end.
 */
export async function askAboutObjections(
  tx: Transaction,
  { context, wait }: RunningReport,
  stageKey: string,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const open = await tx.approval.count({
    where: { auditId, stageKey, answer: 'object', voidedAt: null, repliedAt: null },
  });
  const asks = await tx.ask.findMany({
    where: { auditId, stageKey, step: 'objections' },
    select: { id: true, outcome: true },
  });
  const asked = asks.find(({ outcome }) => outcome === null);
  if (open === 0) {
    if (asked) await settleAsk(tx, asked.id, 'answered', now);
    return;
  }
  if (asked) return;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/objections-${asks.length + 1}`,
      wait,
      step: 'objections',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: participantsRound(context, stageKey).objections,
    },
    now,
  );
}

export type ObjectionAnswered =
  | { kind: 'answered' }
  | { kind: 'refused'; problems: FieldProblem[] }
  /** The person has withdrawn it, or everybody is asked about a changed report. */
  | { kind: 'overtaken' }
  | { kind: 'not-found' | 'ended' };

/** The officer says why the report stays as it is; the objection stands on record beside the answer. */
export async function answerObjection(
  records: Records,
  input: { partnershipId: string; auditId: string; approvalId: string; reply: string },
  by: Actor,
  now: Date,
): Promise<ObjectionAnswered> {
  const reply = input.reply.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    const { partnershipId, auditId, approvalId } = input;
    const running = await lockReport(tx, input);
    const objection = await tx.approval.findFirst({
      where: { id: approvalId, auditId, partnershipId, answer: 'object' },
    });
    if (!objection) return { kind: 'not-found' };
    if (objection.repliedAt) return { kind: 'answered' };
    if (objection.voidedAt) return { kind: 'overtaken' };
    if ('refused' in running) return { kind: running.refused };
    const { context, wait } = running;
    const missing = 'Say why the report stays as it is.';
    const problems = textProblems(`reply-${approvalId}`, reply, { missing, longest: 5000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    await tx.approval.update({
      where: { id: approvalId },
      data: {
        replySealed: seal(key, `Approval.replySealed/${approvalId}`, reply),
        repliedAt: now,
        repliedById: by.contactId,
      },
    });
    const { contactId, stageKey } = objection;
    await askAboutObjections(tx, running, stageKey, now);
    await tellObjector(tx, running, { contactId, approvalId }, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'objection.answered',
      ids: { contact: contactId, stage: stageKey },
      digests: { reply: digest(key, reply) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [wait], word: 'answered', seq }, now);
    return { kind: 'answered' };
  });
}

async function tellObjector(
  tx: Transaction,
  { context }: RunningReport,
  { contactId, approvalId }: { contactId: string; approvalId: string },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const ask = await tx.ask.findFirst({
    where: { auditId, contactId, step: 'approve' },
    orderBy: [{ askedAt: 'desc' }, { key: 'desc' }],
  });
  if (!ask) return;
  await queueLetters(tx, [
    {
      partnershipId,
      key: `${ask.key}/reply/${approvalId}`,
      kind: 'approve/reply',
      contactId,
      auditId,
      ids: { ask: ask.id },
      thread: ask.key,
      now,
    },
  ]);
}
