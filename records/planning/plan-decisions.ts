import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  checkPlanDecision,
  type PlanDecision,
  type PlanOutcome,
  type PlanSubject,
  type TypedPlanDecision,
} from '../../domain/plan-decision.ts';
import { settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { askToWrite, finishedTerms, termsStage } from './terms.ts';
import { endTermsRound, termsRound } from './terms-round.ts';
import { themeAskKey } from './theme.ts';

export type PlanDecisionRecorded =
  | { kind: 'recorded'; outcome: PlanOutcome }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * Records what a group decided on the theme (SO-1, CH-1) or on the terms of reference (SO-9), where
 * and when. What comes after waits until it agrees: terms that it did not agree to are written anew.
 */
export async function recordPlanDecision(
  records: Records,
  input: {
    partnershipId: string;
    auditId: string;
    /** The form's own key, so that a second click is the same decision. */
    key: string;
    stage: string;
    /** The key of the group. */
    body: string;
    typed: TypedPlanDecision;
  },
  by: Actor,
  now: Date,
): Promise<PlanDecisionRecorded> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId, key: id } = input;
    const audit = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (audit === 0) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const same = await tx.planDecision.findFirst({ where: { id, auditId } });
    if (same) return { kind: 'recorded', outcome: same.outcome as PlanOutcome };
    const context = await auditContext(tx, auditId);
    const open = await deciding(tx, context, input);
    if ('refused' in open) return { kind: open.refused };
    const today = dateOf(now, context.clock.calendar.zone);
    const checked = checkPlanDecision(input.typed, { today, ...open });
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };
    const { bodyId, subject, version } = open;
    const key = await records.keyring.audit(tx, auditId);
    const { text, ...decision } = checked.decision;
    await tx.planDecision.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey: input.stage,
        bodyId,
        subject,
        termsVersion: version,
        ...decision,
        textSealed: text ? seal(key, `PlanDecision.textSealed/${id}`, text) : null,
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    await follow(tx, context, { open, decision: checked.decision }, now);
    const { outcome, how, date } = decision;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'plan.decided',
      ids: { decision: id, stage: input.stage, subject, body: open.bodyName, outcome, how, date },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    const waits = [stageWait(context, input.stage)];
    await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
    return { kind: 'recorded', outcome };
  });
}

interface Deciding {
  subject: PlanSubject;
  askId: string;
  bodyId: string;
  bodyName: string;
  /** Of the terms of reference. */
  version: number | null;
  seenFrom: string | null;
  round: { answers: number; open: number } | null;
  confirms: readonly string[];
}

/** What the group has still to decide in this stage. */
async function deciding(
  tx: Transaction,
  context: AuditContext,
  given: { stage: string; body: string },
): Promise<Deciding | { refused: 'not-found' | 'ended' }> {
  const { auditId, partnershipId, profile, clock } = context;
  const settings = profile.stages.find(({ key }) => key === given.stage);
  const body = await tx.body.findUnique({
    where: { partnershipId_key: { partnershipId, key: given.body } },
  });
  if (!settings || !body) return { refused: 'not-found' };
  const own = { bodyId: body.id, bodyName: body.name };
  const open = (where: { key: string } | { step: string }) =>
    tx.ask.findFirst({ where: { ...where, auditId, stageKey: settings.key, outcome: null } });
  const running = context.state === 'open' || context.state === 'paused';
  if (settings.kind === 'choose-theme') {
    if (!settings.groups.some((each) => each.body === given.body)) return { refused: 'not-found' };
    const ask = await open({ key: themeAskKey(context, settings, given.body) });
    if (!ask || !running) return { refused: 'ended' };
    const free = { version: null, seenFrom: null, round: null, confirms: [] };
    return { subject: 'theme', askId: ask.id, ...own, ...free };
  }
  if (settings.kind !== 'agree-terms' || settings.body !== given.body) {
    return { refused: 'not-found' };
  }
  const ask = await open({ step: 'endorse' });
  const finished = await finishedTerms(tx, auditId);
  if (!ask || !running || !finished?.finishedAt) return { refused: 'ended' };
  const { version, finishedAt } = finished;
  const round = await termsRound(tx, { auditId, stageKey: settings.key, version });
  const seenFrom = dateOf(finishedAt, clock.calendar.zone);
  const { confirms } = settings;
  return { subject: 'terms', askId: ask.id, ...own, version, seenFrom, round, confirms };
}

async function follow(
  tx: Transaction,
  context: AuditContext,
  given: { open: Deciding; decision: PlanDecision },
  now: Date,
): Promise<void> {
  const { open, decision } = given;
  if (open.subject === 'terms') {
    await endTermsRound(tx, context, termsStage(context).key, now);
    await settleAsk(tx, open.askId, 'answered', now);
    // What the group wants changed is written and put before it again.
    if (decision.outcome === 'not-agreed') await askToWrite(tx, context, now);
    return;
  }
  // A theme that a group does not agree to keeps everything waiting until it does.
  if (decision.outcome === 'agreed') await settleAsk(tx, open.askId, 'answered', now);
}
