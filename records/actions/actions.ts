import { randomUUID } from 'node:crypto';
import { blocksOf } from '../../domain/report-model.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { circulatedReport } from '../report/report-versions.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { keepActionTokens } from '../store/search-tokens.ts';
import { keyringOf, type Records, type Transaction } from '../store/transaction.ts';
import { followUpStage, planTimings } from './follow-up-stage.ts';
import { joinWorkPlan } from './work-plan.ts';

/**
 * Each recommendation of the approved report becomes an action on the body's work plan, owned by its
 * agency, once (DD-21, DD-22). The stages before have ended by then: the body has approved. Where the
 * process wants the plan completed first, the officer is asked for that instead.
 */
export async function adoptActions(records: Records, ref: StageRef, now: Date): Promise<void> {
  await inStage(records, ref, now, async (tx, context) => {
    const { auditId } = context;
    if ((await tx.action.count({ where: { auditId } })) > 0) return;
    const recommendations = await toAdopt(records, tx, context);
    if (recommendations.length === 0) return;
    if (followUpStage(context).plan) await askForPlan(tx, context, now);
    else await adopt(tx, context, { recommendations, by: theClock }, now);
  });
}

/** What becomes actions; nothing where a body that was to approve it did not. */
export async function toAdopt(records: Records, tx: Transaction, context: AuditContext) {
  if (await onlyNoted(tx, context)) return [];
  return approvedRecommendations(records, tx, context);
}

/** Recommendations are on the body's work plan from now on. */
export async function adopt(
  tx: Transaction,
  context: AuditContext,
  given: {
    recommendations: { id: string; ownerAgencyId: string; number: number; dueDate: string }[];
    by: Actor;
  },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { recommendations, by } = given;
  const { body: key } = followUpStage(context);
  const body = await tx.body.findUnique({ where: { partnershipId_key: { partnershipId, key } } });
  if (!body) throw new Error(`the directory of ${partnershipId} has no group "${key}"`);
  await tx.action.createMany({
    data: recommendations.map(({ id, ownerAgencyId, number, dueDate }) => ({
      id: randomUUID(),
      partnershipId,
      auditId,
      recommendationId: id,
      bodyId: body.id,
      ownerAgencyId,
      number,
      dueDate,
      state: 'open',
      adoptedAt: now,
    })),
  });
  await keepActionTokens({ keyring: keyringOf(tx) }, tx, { auditId });
  const ids = { actions: recommendations.length, body: key };
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'actions.adopted',
    ids,
    by,
    now,
  });
  await joinWorkPlan(tx, context, body, now);
}

/** What the process wants to know of each action before it is adopted; once for all of them (SO-29). */
async function askForPlan(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey } = followUpStage(context);
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/action-plan`,
      wait: stageWait(context, stageKey),
      step: 'action-plan',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: planTimings(context),
    },
    now,
  );
}

/** A body that was to approve the report, or to confirm its actions, has done neither (DD-21). */
async function onlyNoted(tx: Transaction, { auditId, profile }: AuditContext): Promise<boolean> {
  const rounds = profile.stages.filter(
    (each) => each.kind === 'approve' && each.by === 'body' && each.decides !== 'notes',
  );
  const noted = { auditId, outcome: 'noted', stageKey: { in: rounds.map(({ key }) => key) } };
  return (await tx.decision.count({ where: noted })) > 0;
}

/**
 * What stood in the text that was approved, whatever was saved after it; all that stands where the
 * process writes no report.
 */
async function approvedRecommendations(records: Records, tx: Transaction, context: AuditContext) {
  const { auditId } = context;
  const key = await records.keyring.audit(tx, auditId);
  const approved = await circulatedReport(tx, key, auditId);
  if (!approved) return tx.recommendation.findMany({ where: { auditId, withdrawnAt: null } });
  const ids = blocksOf(approved.report).flatMap(({ block }) =>
    block.kind === 'recommendation' ? (block.recommendationId ?? []) : [],
  );
  return tx.recommendation.findMany({ where: { auditId, id: { in: ids } } });
}
