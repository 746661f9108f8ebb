import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  missingOf,
  nothingPlanned,
  type Planned,
  plannedProblems,
} from '../../domain/planned-action.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { adopt, toAdopt } from './actions.ts';
import { expectUpdates } from './expect-updates.ts';
import { followUpStage } from './follow-up-stage.ts';
import { plannedOf } from './planned-action-rows.ts';

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

export type PlanSaved =
  | { kind: 'saved' }
  /** Somebody has saved something else since the page was opened; nothing was saved. */
  | { kind: 'stale' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Saves what is planned for one action; what is missing can be said later. */
export async function savePlanned(
  records: Records,
  input: OfAudit & { recommendationId: string; seen: number; typed: Planned },
  by: Actor,
  now: Date,
): Promise<PlanSaved> {
  const { partnershipId, auditId, recommendationId, seen, typed } = input;
  return transaction(records, async (tx) => {
    const found = await lockPlan(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const { context } = found;
    const rows = await toAdopt(records, tx, context);
    if (!rows.some(({ id }) => id === recommendationId)) return { kind: 'not-found' };
    const cases = await tx.case.findMany({ where: { auditId }, select: { id: true } });
    const problems = plannedProblems(typed, {
      today: dateOf(now, context.clock.calendar.zone),
      cases: cases.map(({ id }) => id),
    });
    if (problems.length > 0) return { kind: 'refused', problems };
    const before = await tx.plannedAction.findUnique({ where: { recommendationId } });
    if ((before?.revision ?? 0) !== seen) return { kind: 'stale' };
    const key = await records.keyring.audit(tx, auditId);
    const id = before?.id ?? randomUUID();
    const { smart, responsible, caseId, agreedOn } = typed;
    const detail = { smart, responsible: responsible.trim() };
    const columns = {
      detailSealed: sealJson(key, `PlannedAction.detailSealed/${id}`, detail),
      caseId,
      agreedOn: readTypedDate(agreedOn),
      revision: seen + 1,
      savedAt: now,
      savedById: by.contactId ?? '',
    };
    await tx.plannedAction.upsert({
      where: { recommendationId },
      update: columns,
      create: { id, partnershipId, auditId, recommendationId, ...columns },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'action.planned',
      ids: { recommendation: recommendationId, revision: seen + 1 },
      digests: { plan: digest(key, JSON.stringify(detail)) },
      by,
      now,
    });
    return { kind: 'saved' };
  });
}

export type PlanFinished =
  | { kind: 'adopted'; actions: number }
  /** By the numbers of the actions. */
  | { kind: 'incomplete'; missing: { number: number; what: string[] }[] }
  | { kind: 'not-found' | 'ended' };

/** The plan says all that the process wants: its actions are adopted, and their owners are asked on (SO-29). */
export async function finishPlan(
  records: Records,
  input: OfAudit,
  by: Actor,
  now: Date,
): Promise<PlanFinished> {
  return transaction(records, async (tx) => {
    const found = await lockPlan(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const { context, ask } = found;
    const { auditId } = context;
    const recommendations = await toAdopt(records, tx, context);
    const key = await records.keyring.audit(tx, auditId);
    const planned = await plannedOf(tx, key, auditId);
    const settings = followUpStage(context);
    const missing = recommendations.flatMap(({ id, number }) => {
      const what = missingOf(settings, planned.get(id) ?? nothingPlanned);
      return what.length > 0 ? [{ number, what }] : [];
    });
    if (missing.length > 0) return { kind: 'incomplete', missing };
    await settleAsk(tx, ask.id, 'answered', now);
    await adopt(tx, context, { recommendations, by }, now);
    await expectUpdates(tx, context, now);
    const seq = await appendEvent(tx, {
      partnershipId: context.partnershipId,
      chain: auditId,
      kind: 'action-plan.finished',
      ids: { actions: recommendations.length },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'adopted', actions: recommendations.length };
  });
}

/** The plan while it is to be completed, with the audit held. */
async function lockPlan(
  tx: Transaction,
  { partnershipId, auditId }: OfAudit,
): Promise<
  { context: AuditContext; ask: { id: string; wait: string } } | { refused: 'not-found' | 'ended' }
> {
  const known = await tx.audit.findFirst({
    where: { id: auditId, partnershipId },
    select: { id: true },
  });
  if (!known) return { refused: 'not-found' };
  await lockAudit(tx, auditId);
  const context = await auditContext(tx, auditId);
  const ask = await tx.ask.findFirst({ where: { auditId, step: 'action-plan' } });
  if (!ask) return { refused: 'not-found' };
  const ended = ask.outcome !== null || ['cancelled', 'closed'].includes(context.state);
  return ended ? { refused: 'ended' } : { context, ask };
}
