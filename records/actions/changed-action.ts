import { settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { followUpStage } from './follow-up-stage.ts';

export type ActionReviewed =
  | { kind: 'done' }
  /** It is not reported complete, or somebody else has decided already. */
  | { kind: 'not-reported' }
  /** Whoever reported it cannot confirm it as well. */
  | { kind: 'own-word' }
  | { kind: 'no-reason' | 'not-found' | 'ended' };

export interface OfAction {
  partnershipId: string;
  actionId: string;
}

type ActionRow = Awaited<ReturnType<Transaction['action']['findFirstOrThrow']>>;

export interface FoundAction {
  context: AuditContext;
  action: ActionRow;
}

/** An action of an audit that has not ended, with the audit held. */
export async function lockAction(
  tx: Transaction,
  { partnershipId, actionId }: OfAction,
): Promise<FoundAction | { kind: 'not-found' | 'ended' }> {
  const known = await tx.action.findFirst({ where: { id: actionId, partnershipId } });
  if (!known) return { kind: 'not-found' };
  await lockAudit(tx, known.auditId);
  const context = await auditContext(tx, known.auditId);
  if (context.state === 'cancelled' || context.state === 'closed') return { kind: 'ended' };
  return { context, action: await tx.action.findUniqueOrThrow({ where: { id: actionId } }) };
}

/** With nothing left to confirm the officer is not asked any more; the workflow hears of it. */
export async function settleAction(
  tx: Transaction,
  given: FoundAction & {
    event: {
      kind: string;
      ids: Record<string, string | number>;
      digests?: Record<string, string>;
    };
  },
  { by, now }: { by: Actor; now: Date },
): Promise<number> {
  const { context, event } = given;
  const { auditId, partnershipId } = context;
  const left = await tx.action.count({ where: { auditId, state: 'reported-complete' } });
  const asks = await tx.ask.findMany({ where: { auditId, step: 'confirm', outcome: null } });
  if (left === 0) for (const { id } of asks) await settleAsk(tx, id, 'answered', now);
  const seq = await appendEvent(tx, { partnershipId, chain: auditId, ...event, by, now });
  const wait = stageWait(context, followUpStage(context).key);
  await nudgeWaits(tx, context, { waits: [wait], word: 'answered', seq }, now);
  return seq;
}
