import { askedStates } from '../../domain/action-update.ts';
import type { Moment } from '../../domain/waits.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit } from '../audits/audit-waits.ts';
import type { Actor } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';

/** An ask for updates of one agency. */
export interface UpdateAsk {
  id: string;
  key: string;
  wait: string;
  auditId: string;
  agencyId: string;
  contactId: string;
  round: number;
  outcome: string | null;
}

export interface FoundUpdate {
  context: AuditContext;
  ask: UpdateAsk;
}

/** The ask while it can still be answered, with the audit held. */
export async function lockUpdate(
  tx: Transaction,
  input: { partnershipId: string; askId: string },
  by: Actor,
): Promise<FoundUpdate | 'not-found' | 'ended' | 'already-given'> {
  const where = {
    id: input.askId,
    partnershipId: input.partnershipId,
    step: 'update',
    ...(by.onBehalf ? {} : { contactId: by.contactId ?? '' }),
  };
  const known = await tx.ask.findFirst({ where, select: { auditId: true } });
  if (!known?.auditId) return 'not-found';
  await lockAudit(tx, known.auditId);
  const row = await tx.ask.findFirstOrThrow({ where });
  if (row.outcome === 'answered') return 'already-given';
  if (row.outcome !== null && row.outcome !== 'not-answered') return 'ended';
  const context = await auditContext(tx, known.auditId);
  if (context.state === 'cancelled' || context.state === 'closed') return 'ended';
  const { auditId, agencyId, round } = row;
  if (!auditId || !agencyId || round === null) return 'not-found';
  const ask = { ...row, auditId, agencyId, round };
  return (await askedAgain(tx, ask)) ? 'ended' : { context, ask };
}

/** Whether a later quarter has been asked about: what was not said of this one is over then. */
async function askedAgain(tx: Transaction, ask: UpdateAsk): Promise<boolean> {
  const { auditId, agencyId, round } = ask;
  const later = await tx.ask.findMany({
    where: { auditId, step: 'update', agencyId, round: { gt: round } },
    select: { outcome: true, moments: true },
  });
  return later.some(
    ({ outcome, moments }) =>
      outcome !== null || (moments as unknown as Moment[]).some(({ passedAt }) => passedAt),
  );
}

/** The actions that an agency is asked about now. */
export function askedActions(tx: Transaction, of: { auditId: string; agencyId: string }) {
  return tx.action.findMany({
    where: { auditId: of.auditId, ownerAgencyId: of.agencyId, state: { in: [...askedStates] } },
    orderBy: { number: 'asc' },
    select: { id: true, number: true },
  });
}
