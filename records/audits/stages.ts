import { randomUUID } from 'node:crypto';
import type { StageKind } from '../../domain/profile.ts';
import { type Wait, waitId } from '../../domain/waits.ts';
import { appendEvent, headOf, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { viewOf } from '../store/waits.ts';
import { type AuditContext, auditContext } from './audit-context.ts';

/** How a workflow names an audit: the partnership's slug and the audit's number in it. */
export interface AuditRef {
  partnership: string;
  audit: string;
}

/** One stage of one audit. */
export interface StageRef extends AuditRef {
  stage: string;
  kind: StageKind;
}

export async function findAudit(tx: Transaction, ref: AuditRef): Promise<AuditContext> {
  const audit = await tx.audit.findUniqueOrThrow({
    where: { partnershipId_number: { partnershipId: ref.partnership, number: ref.audit } },
    select: { id: true },
  });
  return auditContext(tx, audit.id);
}

/** Where a run picks up: the audit's state and the stages that have ended. */
export async function auditProgress(
  records: Records,
  ref: AuditRef,
): Promise<{ state: string; ended: string[] }> {
  return transaction(records, async (tx) => {
    const { auditId, state } = await findAudit(tx, ref);
    const rows = await tx.stage.findMany({
      where: { auditId, outcome: { not: null } },
      select: { key: true },
    });
    return { state, ended: rows.map((row) => row.key) };
  });
}

/** Writes the stage's row once; a run that comes back finds it and its first date. */
export async function beginStage(
  tx: Transaction,
  context: AuditContext,
  ref: StageRef,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const known = await tx.stage.findUnique({
    where: { auditId_key: { auditId, key: ref.stage } },
    select: { id: true },
  });
  if (known) return;
  await tx.stage.create({
    data: {
      id: randomUUID(),
      partnershipId,
      auditId,
      key: ref.stage,
      kind: ref.kind,
      begunAt: now,
    },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'stage.begun',
    ids: { stage: ref.stage },
    by: theClock,
    now,
  });
}

export async function endStage(records: Records, ref: StageRef, now: Date): Promise<void> {
  await transaction(records, async (tx) => {
    const context = await findAudit(tx, ref);
    const { auditId, partnershipId } = context;
    await beginStage(tx, context, ref, now);
    const { count } = await tx.stage.updateMany({
      where: { auditId, key: ref.stage, outcome: null },
      data: { outcome: 'complete', endedAt: now },
    });
    if (count === 0) return;
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'stage.ended',
      ids: { stage: ref.stage },
      by: theClock,
      now,
    });
  });
}

/** The audit's last stage has ended. */
export async function closeAudit(records: Records, ref: AuditRef, now: Date): Promise<void> {
  await transaction(records, async (tx) => {
    const { auditId, partnershipId } = await findAudit(tx, ref);
    const { count } = await tx.audit.updateMany({
      where: { id: auditId, state: 'open' },
      data: { state: 'closed', endedAt: now },
    });
    if (count === 0) return;
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'audit.closed',
      ids: {},
      by: theClock,
      now,
    });
  });
}

/** The wait of a stage's own asks. */
export function stageWait(context: AuditContext, stage: string): string {
  return waitId(context.workflowId, stage);
}

/** How a wait stands now, for an activity to hand back to its workflow. */
export async function currentView(
  tx: Transaction,
  context: AuditContext,
  wait: string,
  now: Date,
): Promise<Wait> {
  const seq = await headOf(tx, context.auditId);
  return viewOf(tx, wait, { auditId: context.auditId, seq, now });
}
