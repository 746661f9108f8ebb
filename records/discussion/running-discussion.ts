import { stageOfKind } from '../../domain/profile.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockChain } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { type MeetingRow, plannedMeeting, runningMeeting } from './meeting.ts';

/** A discussion that can be written to: planned, and its record not finished. */
export interface RunningDiscussion {
  context: AuditContext;
  meeting: MeetingRow;
}

/**
 * Holds an audit's discussion for the rest of the transaction, so that of two people who write at
 * once the later sees what the earlier wrote. Another partnership's audit is as good as none.
 */
export async function lockDiscussion(
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<RunningDiscussion | { refused: 'not-found' | 'ended' }> {
  const { partnershipId, auditId } = given;
  const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
  if (!audit) return { refused: 'not-found' };
  await lockChain(tx, auditId);
  const context = await auditContext(tx, auditId);
  const open = context.state === 'open' || context.state === 'paused';
  const meeting = open ? await runningMeeting(tx, context) : null;
  return meeting ? { context, meeting } : { refused: 'ended' };
}

/** The same of a discussion that need not have begun: until its record is finished. */
export async function lockPlannedDiscussion(
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<{ context: AuditContext } | { refused: 'not-found' | 'ended' }> {
  const { partnershipId, auditId } = given;
  const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
  if (!audit) return { refused: 'not-found' };
  await lockChain(tx, auditId);
  const context = await auditContext(tx, auditId);
  if (!stageOfKind(context.profile, 'discuss')) return { refused: 'not-found' };
  const open = context.state === 'open' || context.state === 'paused';
  const { recordedAt } = await plannedMeeting(tx, context);
  return open && !recordedAt ? { context } : { refused: 'ended' };
}
