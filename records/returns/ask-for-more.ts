import { moveAsk } from '../asks/asks.ts';
import { timingsOf } from '../asks/clock.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import { askForReturns, askNamedAuditors } from './ask-for-returns.ts';

/**
 * Asks an agency of an audit team for children that were given to it: by that date, if it is not being
 * asked for others, or by the later of both. Returns who has to be told that it is more than their
 * first letter said.
 */
export async function askForMore(
  tx: Transaction,
  context: AuditContext,
  given: { agency: { id: string; key: string }; dueDate: string },
  now: Date,
): Promise<{ contactId: string; requestId: string } | null> {
  const { agency, dueDate } = given;
  const request = await tx.request.findFirstOrThrow({
    where: { auditId: context.auditId, agencyId: agency.id, party: '' },
    include: {
      asks: { where: { step: 'returns', outcome: null } },
      returns: {
        where: { state: 'asked', case: { heldAt: null } },
        select: { id: true, assigneeId: true, case: { select: { number: true } } },
      },
    },
  });
  const [open] = request.asks;
  if (!open) {
    await askForReturns(tx, context, { agency, dueDate }, now);
    return null;
  }
  if (open.dueDate < dueDate) {
    const timings = timingsOf(context, open.step, open.stageKey);
    await moveAsk(tx, context, { askId: open.id, timings, dueDate }, now);
  }
  await askNamedAuditors(tx, context, { agency, dueDate, request }, now);
  // A first letter that has not left yet will tell of all of it.
  const sent = { key: `${open.key}/ask-1`, state: { not: 'pending' } };
  if ((await tx.letter.count({ where: sent })) === 0) return null;
  return { contactId: open.contactId, requestId: request.id };
}
