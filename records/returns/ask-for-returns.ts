import { keyOnceMore, openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { teamOf } from '../planning/audit-team.ts';
import type { Transaction } from '../store/transaction.ts';
import { gatherStage, requestWait } from './gather-stage.ts';
import { requestKey } from './own-return.ts';

/** Asks whoever answers for an agency, its establishments or its people for what is not asked yet. */
export async function askForReturns(
  tx: Transaction,
  context: AuditContext,
  given: { agency: { id: string; key: string }; dueDate?: string },
  now: Date,
): Promise<void> {
  const requests = await tx.request.findMany({
    where: { auditId: context.auditId, agencyId: given.agency.id },
    orderBy: { party: 'asc' },
    include: {
      agency: { select: { key: true } },
      asks: { where: { step: 'returns' }, select: { outcome: true } },
      returns: {
        where: { state: 'asked', case: { heldAt: null } },
        select: { id: true, assigneeId: true, case: { select: { number: true } } },
      },
    },
  });
  const stage = gatherStage(context);
  for (const request of requests) {
    const asked = request.asks.some((ask) => ask.outcome === null);
    if (asked || request.returns.length === 0) continue;
    // Asked again when a later answer brings returns after the first ask was settled.
    const again = request.asks.length > 0 ? `/${request.asks.length + 1}` : '';
    await openAsk(
      tx,
      context,
      {
        key: `${requestKey(context, request)}${again}`,
        wait: requestWait(context, given.agency.key),
        step: 'returns',
        stageKey: stage.key,
        contactId: request.responsibleId,
        agencyId: given.agency.id,
        requestId: request.id,
        timings: stage.ask,
        ...(given.dueDate === undefined ? {} : { dueDate: given.dueDate }),
      },
      now,
    );
    await askNamedAuditors(tx, context, { ...given, request }, now);
  }
}

/** Those whom the agency named to audit are asked for theirs beside whoever answers for it (SO-6). */
export async function askNamedAuditors(
  tx: Transaction,
  context: AuditContext,
  given: {
    agency: { id: string; key: string };
    dueDate?: string;
    request: {
      id: string;
      returns: { id: string; assigneeId: string | null; case: { number: number } }[];
    };
  },
  now: Date,
): Promise<void> {
  const { agency, request, dueDate } = given;
  const stage = gatherStage(context);
  const named = new Set((await teamOf(tx, context.auditId)).map(({ contactId }) => contactId));
  for (const { id: returnId, assigneeId, case: child } of request.returns) {
    if (!assigneeId || !named.has(assigneeId)) continue;
    const open = await tx.ask.count({ where: { returnId, step: 'allocated', outcome: null } });
    if (open > 0) continue;
    const { escalate: _escalate, closeWorkingDaysAfter: _close, ...timings } = stage.ask;
    const key = `${context.partnershipId}/${context.number}/${stage.key}/${agency.key}/C${child.number}`;
    await openAsk(
      tx,
      context,
      {
        key: await keyOnceMore(tx, `${key}/${assigneeId}`),
        wait: requestWait(context, agency.key),
        step: 'allocated',
        stageKey: stage.key,
        contactId: assigneeId,
        agencyId: agency.id,
        requestId: request.id,
        returnId,
        timings,
        ...(dueDate === undefined ? {} : { dueDate }),
      },
      now,
    );
  }
}
