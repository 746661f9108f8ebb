import { actionPlanOf } from '../../domain/action-plan.ts';
import { dateOf } from '../../domain/calendar.ts';
import {
  checkDecision,
  type Decision,
  meetingDateProblem,
  outcomesOf,
  type TypedDecision,
} from '../../domain/decision.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { amendTimings, type BodyRound } from '../approval/approval-rounds.ts';
import { moveAsk, openAsk, settleAsk } from '../asks/asks.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { officerOf } from '../directory/directory.ts';
import { approvalsOpen, emailRound, endEmailRound } from '../letters/email-round.ts';
import { circulatedReport, lockReport, type RunningReport } from '../report/report-versions.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

export type DecisionRecorded =
  | { kind: 'recorded'; outcome: Decision['outcome'] }
  /** Those who took part are still being asked: the body cannot have seen the report (DD-19). */
  | { kind: 'approvals-open' }
  /** Another text of the report was circulated since the page was opened. */
  | { kind: 'changed' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * Records what a body decided on the report, where and when (DD-20). Approved, confirmed and noted
 * end the round; amendments are made first; a deferred report comes back at the next meeting.
 */
export async function recordDecision(
  records: Records,
  input: OfAudit & { key: string; version: number; typed: TypedDecision },
  by: Actor,
  now: Date,
): Promise<DecisionRecorded> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId, key: id, typed } = input;
    const found = await deciding(tx, input);
    // Before anything else: the first of two clicks may have ended the round.
    const same = await tx.decision.findFirst({ where: { id, auditId, partnershipId } });
    if (same) return { kind: 'recorded', outcome: same.outcome as Decision['outcome'] };
    if ('refused' in found) return { kind: found.refused };
    const { running, stage, ask } = found;
    const { context, wait } = running;
    if (await approvalsOpen(tx, auditId)) return { kind: 'approvals-open' };
    const auditKey = await records.keyring.audit(tx, auditId);
    const text = await circulatedReport(tx, auditKey, auditId);
    if (text?.version !== input.version) return { kind: 'changed' };
    const body = await tx.body.findUnique({
      where: { partnershipId_key: { partnershipId, key: stage.body } },
    });
    const checked = checkDecision(typed, await givenNow(tx, found, now));
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };
    if (!body) {
      const message = `The directory has no ${context.profile.words.body} “${stage.body}”. Add it first.`;
      return { kind: 'refused', problems: [{ field: 'outcome', message }] };
    }
    const { text: reason, ...decision } = checked.decision;
    await tx.decision.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey: stage.key,
        bodyId: body.id,
        reportVersionId: text.id,
        ...decision,
        textSealed: reason ? seal(auditKey, `Decision.textSealed/${id}`, reason) : null,
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    await follow(tx, { running, stage, askId: ask.id, id, decision: checked.decision }, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'decision.recorded',
      ids: {
        decision: id,
        stage: stage.key,
        version: text.version,
        ...told(checked.decision),
        ...(stage.withActionPlan ? { actions: actionPlanOf(text.report).length } : {}),
      },
      digests: { text: digest(auditKey, reason) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [wait], word: 'answered', seq }, now);
    return { kind: 'recorded', outcome: decision.outcome };
  });
}

/** Without what somebody typed. */
function told({ outcome, how, date, nextDate }: Decision) {
  return { outcome, how, date, nextDate };
}

export type MeetingPlanned =
  | { kind: 'planned' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** The body's meeting has a date: the officer is reminded of it, and asked for the decision after it. */
export async function planDecision(
  records: Records,
  input: OfAudit & { date: string },
  by: Actor,
  now: Date,
): Promise<MeetingPlanned> {
  return transaction(records, async (tx) => {
    const found = await deciding(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const { running, stage, ask } = found;
    const { context, wait } = running;
    const date = readTypedDate(input.date);
    const message = meetingDateProblem(date, dateOf(now, context.clock.calendar.zone));
    if (message || !date) {
      return { kind: 'refused', problems: [{ field: 'meeting', message: message ?? '' }] };
    }
    if (ask.dueDate === date) return { kind: 'planned' };
    const timings = stage.decide;
    await moveAsk(tx, context, { askId: ask.id, timings, dueDate: date }, now);
    const { auditId, partnershipId } = input;
    const ids = { stage: stage.key, date };
    const event = { partnershipId, chain: auditId, kind: 'decision.planned', ids, by, now };
    const seq = await appendEvent(tx, event);
    await nudgeWaits(tx, context, { waits: [wait], word: 'date-moved', seq }, now);
    return { kind: 'planned' };
  });
}

interface Deciding {
  running: RunningReport;
  stage: BodyRound;
  ask: { id: string; dueDate: string };
}

/** The round of a body whose decision is still to be recorded. */
async function deciding(
  tx: Transaction,
  given: OfAudit,
): Promise<Deciding | { refused: 'not-found' | 'ended' }> {
  const running = await lockReport(tx, given);
  if ('refused' in running) return running;
  const { stage, wait } = running;
  if (stage.kind !== 'approve' || stage.by !== 'body') return { refused: 'ended' };
  const ask = await tx.ask.findFirst({ where: { wait, step: 'decide', outcome: null } });
  return ask ? { running, stage, ask } : { refused: 'ended' };
}

async function givenNow(tx: Transaction, { running, stage }: Deciding, now: Date) {
  const { auditId, clock } = running.context;
  const { zone } = clock.calendar;
  const { begunAt } = await tx.stage.findUniqueOrThrow({
    where: { auditId_key: { auditId, key: stage.key } },
  });
  const { votes, open: openVotes } = await emailRound(tx, { auditId, stageKey: stage.key });
  const offered = outcomesOf(stage);
  return { today: dateOf(now, zone), seenFrom: dateOf(begunAt, zone), votes, openVotes, offered };
}

async function follow(
  tx: Transaction,
  given: {
    running: RunningReport;
    stage: BodyRound;
    askId: string;
    id: string;
    decision: Decision;
  },
  now: Date,
): Promise<void> {
  const { running, stage, askId, id, decision } = given;
  const { context, wait } = running;
  await endEmailRound(tx, wait, now);
  switch (decision.outcome) {
    case 'deferred': {
      // What members said by email was said of this sitting; the next one is asked anew.
      await tx.approval.updateMany({
        where: { auditId: context.auditId, stageKey: stage.key, voidedAt: null },
        data: { voidedAt: now, voidedWhy: 'deferred' },
      });
      const dueDate = decision.nextDate ?? decision.date;
      await moveAsk(tx, context, { askId, timings: stage.decide, dueDate }, now);
      return;
    }
    case 'with-amendments':
      await settleAsk(tx, askId, 'answered', now);
      await askToAmend(tx, context, { wait, stage, id }, now);
      return;
    case 'approved':
    case 'confirmed':
    case 'noted':
      await settleAsk(tx, askId, 'answered', now);
  }
}

async function askToAmend(
  tx: Transaction,
  context: RunningReport['context'],
  given: { wait: string; stage: BodyRound; id: string },
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const { wait, stage, id } = given;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stage.key}/amend/${id}`,
      wait,
      step: 'amend',
      stageKey: stage.key,
      contactId: await officerOf(tx, partnershipId, now),
      timings: amendTimings(stage),
    },
    now,
  );
}
