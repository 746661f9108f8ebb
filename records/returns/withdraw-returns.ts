import { settleAsk } from '../asks/asks.ts';
import { gatheringSteps } from '../asks/settle-request.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Concerned } from '../audits/audit-news.ts';
import type { Transaction } from '../store/transaction.ts';
import { requestWait } from './gather-stage.ts';

/**
 * Takes returns out of the audit: nobody is asked for them any more, and what came in stays on record.
 * Returns the waits that changes, and whom it concerns.
 */
export async function withdrawReturns(
  tx: Transaction,
  context: AuditContext,
  which: { caseId: string } | { request: { agencyId: string } } | { id: { in: string[] } },
  now: Date,
): Promise<{ waits: string[]; people: Concerned }> {
  const returns = await tx.return.findMany({
    where: { ...which, auditId: context.auditId, state: { not: 'withdrawn' } },
    select: {
      id: true,
      state: true,
      assigneeId: true,
      requestId: true,
      request: {
        select: { responsibleId: true, agencyId: true, agency: { select: { key: true } } },
      },
    },
  });
  const gone = await agenciesThatLeft(tx, context.auditId);
  const waits: string[] = [];
  const people: Concerned = new Map();
  for (const each of returns) {
    // Whoever did not know the child, or takes no part any more, has nothing to leave undone.
    for (const person of each.state === 'nil' || gone.has(each.request.agencyId)
      ? []
      : [each.request.responsibleId, each.assigneeId]) {
      if (person) people.set(person, { requestId: each.requestId });
    }
    await tx.return.update({ where: { id: each.id }, data: { state: 'withdrawn' } });
    const { requestId } = each;
    const left = await tx.return.count({
      where: { requestId, state: 'asked', case: { heldAt: null } },
    });
    const asks = await tx.ask.findMany({
      where: {
        requestId,
        outcome: null,
        OR: [{ returnId: each.id }, ...(left > 0 ? [] : [{ step: { in: gatheringSteps } }])],
      },
      select: { id: true },
    });
    for (const ask of asks) await settleAsk(tx, ask.id, 'withdrawn', now);
    if (asks.length > 0) waits.push(requestWait(context, each.request.agency.key));
  }
  return { waits, people };
}
