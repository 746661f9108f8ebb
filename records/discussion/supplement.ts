import { dueDateOf } from '../../domain/ask-moments.ts';
import { addWorkingDays, instantAt } from '../../domain/calendar.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { nudgeWaits, runningWait } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { appendEvent, theClock } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { inviteParticipants } from './invitations.ts';
import { meetingBegins } from './meeting.ts';
import { circulateEdition, uncirculated } from './pack-edition.ts';

/**
 * A return has come in after the pack: the officer is asked to look at it, and it is circulated as a
 * supplement when that ask closes, with all that comes in until then; at once where the discussion
 * would begin before that. Call it after the return's own event, which holds the chain: whoever
 * circulates at the same moment has either taken the return in or is seen here.
 */
export async function supplementAfterLateReturn(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId } = context;
  const stage = stageOfKind(context.profile, 'circulate-pack');
  if (!stage || (await tx.packEdition.count({ where: { auditId } })) === 0) return;
  // A return about a child who is not discussed is circulated to nobody.
  if ((await uncirculated(tx, context)).length === 0) return;
  const wait = await whereItIsWaitedFor(tx, context, stage.key);
  if (!wait) return;
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'supplement' },
    select: { outcome: true },
  });
  if (asks.some((ask) => ask.outcome === null)) return;
  const seq = (await discussionIsSooner(tx, context, stage.supplement, now))
    ? await circulateAtOnce(tx, context, stage.key, now)
    : await askForSupplement(tx, context, { wait, number: asks.length + 1 }, now);
  if (seq !== null) await nudgeWaits(tx, context, { waits: [wait], word: 'asked', seq }, now);
}

/** The discussion waits for it, even before its stage has begun; once it is recorded, nobody does. */
async function whereItIsWaitedFor(
  tx: Transaction,
  context: AuditContext,
  packKey: string,
): Promise<string | null> {
  const discussion = stageOfKind(context.profile, 'discuss');
  if (!discussion) return runningWait(tx, context, packKey);
  const ended = await tx.stage.count({
    where: { auditId: context.auditId, key: discussion.key, outcome: { not: null } },
  });
  return ended > 0 ? null : stageWait(context, discussion.key);
}

async function discussionIsSooner(
  tx: Transaction,
  context: AuditContext,
  timings: AskTimings & { closeWorkingDaysAfter: number },
  now: Date,
): Promise<boolean> {
  const { calendar, closeOfDay } = context.clock;
  const due = dueDateOf(timings, now.toISOString(), context.clock);
  const day = addWorkingDays(due, timings.closeWorkingDaysAfter, calendar);
  const begins = await meetingBegins(tx, context);
  const wouldLeave = instantAt(day, closeOfDay, calendar.zone);
  return begins !== null && now.toISOString() < begins && begins <= wouldLeave;
}

async function circulateAtOnce(
  tx: Transaction,
  context: AuditContext,
  stage: string,
  now: Date,
): Promise<number | null> {
  const circulated = await circulateEdition(tx, context, { stage, by: theClock }, now);
  await inviteParticipants(tx, context, now);
  return circulated?.seq ?? null;
}

async function askForSupplement(
  tx: Transaction,
  context: AuditContext,
  { wait, number }: { wait: string; number: number },
  now: Date,
): Promise<number> {
  const { auditId, partnershipId } = context;
  const stage = stageOfKind(context.profile, 'circulate-pack');
  if (!stage) throw new Error('only a process with a pack has supplements');
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${context.number}/${stage.key}/supplement-${number}`,
      wait,
      step: 'supplement',
      stageKey: stage.key,
      contactId: await officerOf(tx, partnershipId, now),
      timings: stage.supplement,
    },
    now,
  );
  return appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'supplement.expected',
    ids: {},
    by: theClock,
    now,
  });
}
