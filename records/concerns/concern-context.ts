import { type ConcernStep, concernStep } from '../../domain/concern-steps.ts';
import { type UrgentConcernSettings, usualConcernSettings } from '../../domain/urgent-concern.ts';
import { concernWorkflowId, type Wait, waitId } from '../../domain/waits.ts';
import { profileOf } from '../audits/audit-context.ts';
import { headOf } from '../store/events.ts';
import type { Key } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { type NudgeWord, queueNudge, viewOf } from '../store/waits.ts';

/** How a workflow names an urgent concern: the partnership's slug and the concern's number in it. */
export interface ConcernRef {
  partnership: string;
  concern: string;
}

/** How pages name it. */
export interface ConcernInPartnership {
  partnershipId: string;
  number: string;
}

export type ConcernRow = NonNullable<
  Awaited<ReturnType<Transaction['urgentConcern']['findUnique']>>
>;

/** A concern with what is needed to decide anything about it. */
export interface ConcernContext {
  row: ConcernRow;
  settings: UrgentConcernSettings;
  /** The partnership's key. */
  key: Key;
  zone: string;
}

/** Holds a concern to the end of the transaction; null where the partnership has no such number. */
export async function lockConcern(
  records: Records,
  tx: Transaction,
  { partnershipId, number }: ConcernInPartnership,
): Promise<ConcernContext | null> {
  await tx.$queryRaw`
    SELECT id FROM "UrgentConcern"
    WHERE "partnershipId" = ${partnershipId} AND number = ${number} FOR UPDATE`;
  return findConcern(records, tx, { partnershipId, number });
}

export async function findConcern(
  records: Records,
  tx: Transaction,
  { partnershipId, number }: ConcernInPartnership,
): Promise<ConcernContext | null> {
  const row = await tx.urgentConcern.findUnique({
    where: { partnershipId_number: { partnershipId, number } },
  });
  if (!row) return null;
  const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  return {
    row,
    settings: await concernSettings(tx, row.profileVersionId),
    key: await records.keyring.partnership(tx, partnershipId),
    zone,
  };
}

export async function concernSettings(
  tx: Transaction,
  profileVersionId: string | null,
): Promise<UrgentConcernSettings> {
  if (!profileVersionId) return usualConcernSettings;
  return (await profileOf(tx, profileVersionId)).urgentConcern;
}

/** Whose settings rule what is raised now: the audit's own process, or the partnership's newest. */
export async function rulingProfile(
  tx: Transaction,
  given: { partnershipId: string; auditId: string | null },
): Promise<string | null> {
  const { partnershipId, auditId } = given;
  if (auditId) {
    const audit = await tx.audit.findUniqueOrThrow({ where: { id: auditId } });
    return audit.profileVersionId;
  }
  const newest = await tx.profileVersion.findFirst({
    where: { partnershipId },
    orderBy: [{ loadedAt: 'desc' }, { version: 'desc' }, { id: 'asc' }],
    select: { id: true },
  });
  return newest?.id ?? null;
}

export function waitOfStep(row: ConcernRow, step: ConcernStep): string {
  return waitId(concernWorkflowId(row.partnershipId, row.number), step);
}

/** How what is waited for in a step stands now, for an activity to hand back to its workflow. */
export async function concernWait(
  tx: Transaction,
  row: ConcernRow,
  given: { step: ConcernStep; now: Date },
): Promise<Wait> {
  const seq = await headOf(tx, row.partnershipId);
  return viewOf(tx, waitOfStep(row, given.step), { auditId: null, seq, now: given.now });
}

/** Tells the workflow what has become of a step; after the event that has the number `seq`. */
export async function nudgeConcern(
  tx: Transaction,
  row: ConcernRow,
  given: { step: ConcernStep; word: NudgeWord; seq: number; now: Date },
): Promise<void> {
  const { step, word, seq, now } = given;
  const wait = await viewOf(tx, waitOfStep(row, step), { auditId: null, seq, now });
  await queueNudge(tx, { partnershipId: row.partnershipId, word, wait, now });
}

/** The contacts who must never hear of it: whom it is about. */
export function keptFrom(row: ConcernRow): string[] {
  return row.kept as string[];
}

export function stepOf(row: ConcernRow): ConcernStep | null {
  return concernStep(row.state);
}
