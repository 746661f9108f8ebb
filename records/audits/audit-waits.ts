import type { Transaction } from '../store/transaction.ts';
import { type NudgeWord, queueNudge, viewOf } from '../store/waits.ts';
import type { AuditContext } from './audit-context.ts';
import { stageWait } from './stages.ts';

/** Holds an audit for the rest of the transaction, so that what follows happens one at a time. */
export async function lockAudit(tx: Transaction, auditId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Audit" WHERE id = ${auditId} FOR NO KEY UPDATE`;
}

/** Every wait at which something of this audit stands still: open asks, open stages, requests. */
export async function openWaits(tx: Transaction, context: AuditContext): Promise<string[]> {
  const { auditId } = context;
  const asks = await tx.ask.findMany({
    where: { auditId, outcome: null },
    select: { wait: true },
    distinct: ['wait'],
  });
  const requests = await tx.request.findMany({
    where: { auditId, outcome: null },
    select: { wait: true },
    distinct: ['wait'],
  });
  const stages = await tx.stage.findMany({
    where: { auditId, outcome: null },
    select: { key: true },
  });
  const waits = [
    ...[...asks, ...requests].map((row) => row.wait),
    ...stages.map((stage) => stageWait(context, stage.key)),
  ];
  return [...new Set(waits)].sort();
}

/** Tells every workflow that waits there how its wait stands; call it after the event. */
export async function nudgeWaits(
  tx: Transaction,
  context: AuditContext,
  given: { waits: string[]; word: NudgeWord; subject?: string; seq: number },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { word, seq } = given;
  const subject = given.subject === undefined ? {} : { subject: given.subject };
  for (const wait of given.waits) {
    const view = await viewOf(tx, wait, { auditId, seq, now });
    await queueNudge(tx, { partnershipId, word, ...subject, wait: view, now });
  }
}

/** The wait of a stage, or of the last one begun that still runs where it has ended; null if none. */
export async function runningWait(
  tx: Transaction,
  context: AuditContext,
  stage: string,
): Promise<string | null> {
  const rows = await tx.stage.findMany({
    where: { auditId: context.auditId },
    orderBy: [{ begunAt: 'desc' }, { key: 'desc' }],
    select: { key: true, kind: true, outcome: true },
  });
  const own = rows.find((row) => row.key === stage);
  const open = rows.filter((row) => row.outcome === null);
  // Of stages side by side, the one that gathers holds nobody else up.
  const last = open.find((row) => row.kind === 'gather-returns') ?? open[0];
  const running = own?.outcome === null ? own : last;
  return running ? stageWait(context, running.key) : null;
}
