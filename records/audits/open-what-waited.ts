import { settleAsk } from '../asks/asks.ts';
import { askForDiscussion } from '../discussion/meeting.ts';
import { askForPack } from '../discussion/pack.ts';
import { askAboutPairs } from '../discussion/pairs.ts';
import type { Transaction } from '../store/transaction.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { daysMissing } from './day-to-set.ts';

const opens: Record<
  string,
  ((tx: Transaction, context: AuditContext, now: Date) => Promise<void>) | undefined
> = {
  'circulate-pack': askForPack,
  'prepare-questions': askAboutPairs,
  discuss: askForDiscussion,
};

/**
 * Asks what waited for a day, once that is set; call it when the dates have been written. Returns
 * the waits that it changes.
 */
export async function openWhatWaited(
  tx: Transaction,
  auditId: string,
  now: Date,
): Promise<string[]> {
  const context = await auditContext(tx, auditId);
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'set-day', outcome: null },
    orderBy: { key: 'asc' },
  });
  const waits: string[] = [];
  for (const ask of asks) {
    const stage = context.profile.stages.find(({ key }) => key === ask.stageKey);
    if (!stage || daysMissing(context, stage.key).length > 0) continue;
    await settleAsk(tx, ask.id, 'answered', now);
    await opens[stage.kind]?.(tx, context, now);
    waits.push(ask.wait);
  }
  return waits;
}
