import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { stageWait } from '../audits/stages.ts';
import { holdersOf, officerOf } from '../directory/directory.ts';
import type { Transaction } from '../store/transaction.ts';
import { confirmTimings, followUpStage } from './follow-up-stage.ts';

/**
 * Asks the officer to confirm what was reported complete; one ask covers all of the audit. Whoever
 * entered the report for an agency is not the one to confirm it.
 */
export async function askToConfirm(
  tx: Transaction,
  context: AuditContext,
  { reportedById }: { reportedById: string | null },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const stage = followUpStage(context).key;
  const before = await tx.ask.findMany({ where: { auditId, step: 'confirm' } });
  if (before.some(({ outcome }) => outcome === null)) return;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stage}/confirm-${before.length + 1}`,
      wait: stageWait(context, stage),
      step: 'confirm',
      stageKey: stage,
      contactId: await somebodyElse(tx, { partnershipId, than: reportedById }, now),
      timings: confirmTimings(context),
    },
    now,
  );
}

async function somebodyElse(
  tx: Transaction,
  { partnershipId, than }: { partnershipId: string; than: string | null },
  on: Date,
): Promise<string> {
  for (const role of ['officer', 'officer-deputy', 'manager'] as const) {
    const held = await holdersOf(tx, { partnershipId, role, on });
    const other = held.find((contactId) => contactId !== than);
    if (other) return other;
  }
  return officerOf(tx, partnershipId, on);
}
