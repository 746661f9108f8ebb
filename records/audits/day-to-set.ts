import { dueDateOf } from '../../domain/ask-moments.ts';
import { datesOfStage } from '../../domain/audit-dates.ts';
import { dayDueBy, dayTimings } from '../../domain/day-to-set.ts';
import { openAsk } from '../asks/asks.ts';
import { officerOf } from '../directory/directory.ts';
import type { Transaction } from '../store/transaction.ts';
import type { AuditContext } from './audit-context.ts';
import { asDegreeDate } from './date-rows.ts';
import { stageWait } from './stages.ts';

/** The dates that a stage hangs on and that are no day yet, by their keys. */
export function daysMissing(context: AuditContext, stageKey: string): string[] {
  const stage = context.profile.stages.find(({ key }) => key === stageKey);
  return stage ? datesOfStage(stage).filter((key) => !context.clock.dates[key]) : [];
}

/**
 * Whether a stage has to wait for a day. Then the officer is asked to set it, in the stage's own
 * wait; whoever sets it asks what the stage would have asked (`open-what-waited.ts`), so that an ask
 * always has a due date and a wait is never empty in between.
 */
export async function waitsForDay(
  tx: Transaction,
  context: AuditContext,
  stageKey: string,
  now: Date,
): Promise<boolean> {
  const missing = daysMissing(context, stageKey);
  if (missing.length === 0) return false;
  const { auditId, partnershipId, number, clock } = context;
  const rows = await tx.auditDate.findMany({
    where: { auditId, key: { in: missing }, supersededAt: null },
  });
  const soon = dueDateOf(dayTimings, now.toISOString(), clock);
  const dues = rows.map((row) => dayDueBy(asDegreeDate(row), soon, clock.calendar));
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/set-day`,
      wait: stageWait(context, stageKey),
      step: 'set-day',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: dayTimings,
      dueDate: dues.sort()[0] ?? soon,
    },
    now,
  );
  return true;
}
