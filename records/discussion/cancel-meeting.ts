import { stageOfKind } from '../../domain/profile.ts';
import { settleAsk } from '../asks/asks.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { invitesPractitionersAlone } from '../involvement/practitioners.ts';
import { queueLetters } from '../letters/letters.ts';
import type { Transaction } from '../store/transaction.ts';
import { discussedCases } from './discussed-cases.ts';
import type { CalendarHolder } from './meeting-calendar.ts';

/**
 * Agencies that turned out to know none of the children discussed, or take no part any more, were
 * invited with their request, and need not come.
 */
export async function excuseUninvolved(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  // Nobody was invited with a request that only asks for the tool.
  if (invitesPractitionersAlone(context)) return;
  const { auditId } = context;
  const cases = await discussedCases(tx, context);
  const others = cases ? [{ caseId: { notIn: cases } }] : [];
  const requests = await tx.request.findMany({
    where: {
      auditId,
      asks: { some: { step: 'returns' } },
      OR: [
        { agencyId: { in: [...(await agenciesThatLeft(tx, auditId))] } },
        { returns: { every: { OR: [{ state: { in: ['nil', 'withdrawn'] } }, ...others] } } },
      ],
    },
    select: { id: true, responsibleId: true },
  });
  const expected = await tx.attendance.findMany({
    where: { meeting: { auditId }, withdrawnAt: null },
    select: { contactId: true },
  });
  const holders = requests
    .filter(({ responsibleId }) => !expected.some((each) => each.contactId === responsibleId))
    .map(({ id: requestId, responsibleId: contactId }) => ({ requestId, contactId }));
  await queueCancellations(tx, context, holders, now);
}

/** Somebody is not expected any more: asked no longer, and told so. */
export async function endInvitation(
  tx: Transaction,
  context: AuditContext,
  person: { contactId: string | null; agencyId: string | null },
  now: Date,
): Promise<void> {
  const { auditId } = context;
  const { contactId, agencyId } = person;
  if (!contactId) return;
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'attend', contactId, outcome: null },
    select: { id: true },
  });
  for (const ask of asks) await settleAsk(tx, ask.id, 'withdrawn', now);
  const request = await tx.request.findFirst({ where: { auditId, agencyId: agencyId ?? '' } });
  const requestId = request?.id ?? null;
  // An invitation that left after the cancellation would put it back into their calendar.
  await tx.letter.updateMany({
    where: { auditId, kind: 'meeting-moved', state: 'pending', contactId },
    data: { state: 'dropped', failure: 'superseded' },
  });
  const before = await tx.letter.count({
    where: { auditId, kind: 'meeting-cancelled', contactId },
  });
  const time = before === 0 ? '' : `/${before + 1}`;
  await queueCancellations(tx, context, [{ contactId, requestId, time }], now);
}

async function queueCancellations(
  tx: Transaction,
  context: AuditContext,
  // `time` tells apart whoever was invited again since.
  holders: (CalendarHolder & { time?: string })[],
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const stage = stageOfKind(context.profile, 'discuss')?.key;
  await queueLetters(
    tx,
    holders.map(({ contactId, requestId, time = '' }) => ({
      partnershipId,
      key: `${partnershipId}/${number}/${stage}/cancelled/${contactId}${time}`,
      kind: 'meeting-cancelled',
      contactId,
      auditId,
      ids: { request: requestId },
      now,
    })),
  );
}
