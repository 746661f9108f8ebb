import { randomUUID } from 'node:crypto';
import { blocksOf } from '../domain/report-model.ts';
import type { AuditContext } from './audit-context.ts';
import { appendEvent, theClock } from './events.ts';
import { followUpStage } from './follow-up-stage.ts';
import { inStage } from './in-stage.ts';
import { circulatedReport } from './report-versions.ts';
import type { StageRef } from './stages.ts';
import type { Records, Transaction } from './transaction.ts';
import { joinWorkPlan } from './work-plan.ts';

/**
 * Each recommendation of the approved report becomes an action on the body's work plan, owned by its
 * agency, once (DD-21, DD-22). The stages before have ended by then: the body has approved.
 */
export async function adoptActions(records: Records, ref: StageRef, now: Date): Promise<void> {
  await inStage(records, ref, now, async (tx, context) => {
    const { auditId, partnershipId } = context;
    if ((await tx.action.count({ where: { auditId } })) > 0) return;
    const recommendations = await approvedRecommendations(records, tx, context);
    if (recommendations.length === 0) return;
    const { body: key } = followUpStage(context);
    const body = await tx.body.findUnique({
      where: { partnershipId_key: { partnershipId, key } },
    });
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
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'actions.adopted',
      ids: { actions: recommendations.length, body: key },
      by: theClock,
      now,
    });
    await joinWorkPlan(tx, context, body, now);
  });
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
