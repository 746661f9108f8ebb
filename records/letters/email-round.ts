import { bodyRound, voteTimings } from '../approval/approval-rounds.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { membersOf } from '../directory/directory.ts';
import { circulatedReport, lockReport, type RunningReport } from '../report/report-versions.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueLetters } from './letters.ts';

export type EmailRoundStarted =
  | { kind: 'started'; members: number }
  /** They have been asked already. */
  | { kind: 'running' }
  /** Those who took part are still being asked: the body does not see the report yet (DD-19). */
  | { kind: 'approvals-open' }
  /** The process knows no email round of this body. */
  | { kind: 'not-by-email' }
  | { kind: 'no-members' | 'not-found' | 'ended' };

/** The body does not wait for a meeting: each of its members is asked by link what they say. */
export async function startEmailRound(
  records: Records,
  input: { partnershipId: string; auditId: string },
  by: Actor,
  now: Date,
): Promise<EmailRoundStarted> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = input;
    const running = await lockReport(tx, input);
    if ('refused' in running) return { kind: running.refused };
    const { context, stage, wait } = running;
    const deciding = await tx.ask.count({ where: { wait, step: 'decide', outcome: null } });
    if (stage.kind !== 'approve' || stage.by !== 'body' || deciding === 0) return { kind: 'ended' };
    if (!stage.vote) return { kind: 'not-by-email' };
    if (await approvalsOpen(tx, auditId)) return { kind: 'approvals-open' };
    const { votes, open } = await emailRound(tx, { auditId, stageKey: stage.key });
    if (votes + open > 0) return { kind: 'running' };
    const key = await records.keyring.audit(tx, auditId);
    const text = await circulatedReport(tx, key, auditId);
    if (!text) return { kind: 'ended' };
    const members = await membersOf(tx, { partnershipId, body: stage.body }, now);
    if (members.length === 0) return { kind: 'no-members' };
    const asked = { stage: stage.key, wait, members, circulation: text.circulation };
    await askMembers(tx, running, asked, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'email-round.started',
      ids: { stage: stage.key, members: members.length, version: text.version },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [wait], word: 'asked', seq }, now);
    return { kind: 'started', members: members.length };
  });
}

/** Whether anybody who took part is still to say something, or an objection is open. */
export async function approvalsOpen(tx: Transaction, auditId: string): Promise<boolean> {
  const where = { auditId, step: { in: ['approve', 'objections'] }, outcome: null };
  return (await tx.ask.count({ where })) > 0;
}

/** The last member has answered: the officer hears of it and can record the decision. */
export async function tellOfLastVote(
  tx: Transaction,
  context: AuditContext,
  { wait, circulation }: { wait: string; circulation: number },
  now: Date,
): Promise<void> {
  if ((await tx.ask.count({ where: { wait, step: 'vote', outcome: null } })) > 0) return;
  const decide = await tx.ask.findFirst({ where: { wait, step: 'decide', outcome: null } });
  if (!decide) return;
  await queueLetters(tx, [
    {
      partnershipId: context.partnershipId,
      key: `${decide.key}/votes-in-${circulation}`,
      kind: 'decide/votes-in',
      contactId: decide.contactId,
      auditId: context.auditId,
      ids: { ask: decide.id },
      thread: decide.key,
      now,
    },
  ]);
}

/** Nobody is asked for a vote any more: the body has decided otherwise. */
export async function endEmailRound(tx: Transaction, wait: string, now: Date): Promise<void> {
  const open = await tx.ask.findMany({ where: { wait, step: 'vote', outcome: null } });
  for (const { id } of open) await settleAsk(tx, id, 'withdrawn', now);
}

/** Whether members have been asked by email, and how many of them are still to answer. */
export async function emailRound(
  tx: Transaction,
  given: { auditId: string; stageKey: string },
): Promise<{ votes: number; open: number }> {
  const votes = await tx.approval.count({ where: { ...given, voidedAt: null } });
  const open = await tx.ask.count({ where: { ...given, step: 'vote', outcome: null } });
  return { votes, open };
}

async function askMembers(
  tx: Transaction,
  { context }: RunningReport,
  given: { stage: string; wait: string; members: string[]; circulation: number },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const { stage, wait, members, circulation } = given;
  const base = `${partnershipId}/${number}/${stage}/vote`;
  for (const contactId of members) {
    const before = await tx.ask.count({
      where: { auditId, stageKey: stage, step: 'vote', contactId, outcome: { not: null } },
    });
    await openAsk(
      tx,
      context,
      {
        key: `${base}/${contactId}/${circulation}-${before + 1}`,
        wait,
        step: 'vote',
        stageKey: stage,
        contactId,
        timings: voteTimings(bodyRound(context, stage)),
      },
      now,
    );
  }
}
