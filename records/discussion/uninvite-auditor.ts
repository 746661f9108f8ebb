import type { AuditContext } from '../audits/audit-context.ts';
import { takingPart } from '../audits/taking-part.ts';
import { expectedAt } from '../involvement/practitioners.ts';
import type { Transaction } from '../store/transaction.ts';
import { endInvitation } from './cancel-meeting.ts';
import { runningMeeting } from './meeting.ts';

/** Somebody who is no auditor any more need not come, unless they are expected for something else. */
export async function uninviteAuditor(
  tx: Transaction,
  context: AuditContext,
  contactId: string,
  now: Date,
): Promise<void> {
  const meeting = await runningMeeting(tx, context);
  if (!meeting || meeting.chairId === contactId) return;
  const expected = await expectedAt(tx, context, await takingPart(tx, context, now));
  if (expected.some((each) => each.contactId === contactId)) return;
  const { count } = await tx.attendance.updateMany({
    where: { meetingId: meeting.id, contactId, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  if (count > 0) await endInvitation(tx, context, { contactId, agencyId: null }, now);
}
