import { letterLeavesAt } from '../../domain/ask-moments.ts';
import { addWorkingDays, dateOf, instantAt } from '../../domain/calendar.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { Moment } from '../../domain/waits.ts';
import { keyOnceMore, openAsk, settleAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { officerOf } from '../directory/directory.ts';
import { gatherStage, requestWait } from '../returns/gather-stage.ts';
import { type OwnReturn, returnKey } from '../returns/own-return.ts';
import type { Transaction } from '../store/transaction.ts';

/** How this audit's returns are checked; undefined where what is submitted is final. */
export function qualityCheckOf(context: AuditContext) {
  return gatherStage(context).qualityCheck;
}

export function checkTimings(context: AuditContext): AskTimings {
  return settingsOf(context).check;
}

export function reviseTimings(context: AuditContext): AskTimings {
  return settingsOf(context).revise;
}

function settingsOf(context: AuditContext) {
  const settings = qualityCheckOf(context);
  if (!settings) throw new Error(`the profile ${context.profile.profile} checks no returns`);
  return settings;
}

/**
 * Asks the officer to check the version that has come in: the request stays open until it is
 * accepted, and one that had ended is open again. Returns the request as it stands now.
 */
export async function askForCheck(
  tx: Transaction,
  found: OwnReturn,
  version: number,
  now: Date,
): Promise<OwnReturn['request']> {
  const { context, request } = found;
  if (!qualityCheckOf(context) || context.state === 'closed') return request;
  await tx.request.updateMany({
    where: { id: request.id, outcome: { not: null } },
    data: { outcome: null, endedAt: null },
  });
  const contactId = await officerOf(tx, context.partnershipId, now);
  await openAsk(
    tx,
    context,
    {
      // Without an agency: it is the business unit's own work.
      ...aboutReturn(found),
      key: await keyOnceMore(tx, `${returnKey(found)}/check-${version}`),
      step: 'check',
      contactId,
      timings: checkTimings(context),
      tellAt: await tellAt(tx, context, { step: 'check', contactId }, now),
    },
    now,
  );
  return { ...request, outcome: null };
}

/** Asks whoever completes the tool to change what the remarks are about. */
export async function askToRevise(tx: Transaction, found: OwnReturn, now: Date): Promise<void> {
  const { context, respondentId } = found;
  await openAsk(
    tx,
    context,
    {
      ...aboutReturn(found),
      agencyId: found.request.agency.id,
      key: await keyOnceMore(tx, `${returnKey(found)}/revise-${found.version}`),
      step: 'revise',
      contactId: respondentId,
      timings: reviseTimings(context),
      tellAt: await tellAt(tx, context, { step: 'revise', contactId: respondentId }, now),
    },
    now,
  );
}

/** Somebody else is to change it, by the same date; nothing where no change is being waited for. */
export async function passRevisionTo(
  tx: Transaction,
  context: AuditContext,
  given: {
    contactId: string;
    where: { returnId: string } | { requestId: string; contactId: string };
  },
  now: Date,
): Promise<void> {
  const { contactId } = given;
  const asks = await tx.ask.findMany({ where: { ...given.where, step: 'revise', outcome: null } });
  for (const ask of asks) {
    if (ask.contactId === contactId) continue;
    await settleAsk(tx, ask.id, 'handed-over', now);
    const { wait, stageKey, agencyId, requestId, returnId, dueDate, firstDueDate } = ask;
    const before = await tx.ask.count({ where: { returnId, key: { startsWith: first(ask.key) } } });
    const id = await openAsk(
      tx,
      context,
      {
        key: `${first(ask.key)}/${before + 1}`,
        wait,
        step: 'revise',
        stageKey: stageKey ?? '',
        contactId,
        ...(agencyId ? { agencyId } : {}),
        ...(requestId ? { requestId } : {}),
        ...(returnId ? { returnId } : {}),
        timings: reviseTimings(context),
        dueDate,
        tellAt: await tellAt(tx, context, { step: 'revise', contactId }, now),
      },
      now,
    );
    await tx.ask.update({ where: { id }, data: { firstDueDate } });
  }
}

/** "…/C3/revise-1" of "…/C3/revise-1/2" */
function first(key: string): string {
  return key.replace(/(\/revise-\d+)\/\d+$/, '$1');
}

function aboutReturn(found: OwnReturn) {
  const { context, request } = found;
  return {
    wait: requestWait(context, request.agency.key),
    stageKey: request.stageKey,
    requestId: request.id,
    returnId: found.id,
  };
}

/**
 * The first such ask of a day is told at once; whoever has been told today hears of further ones
 * together, the next morning.
 */
async function tellAt(
  tx: Transaction,
  context: AuditContext,
  whom: { step: 'check' | 'revise'; contactId: string },
  now: Date,
): Promise<Date> {
  const { auditId, clock } = context;
  const { calendar, lettersLeave } = clock;
  const leaves = letterLeavesAt(now.toISOString(), clock);
  if (leaves > now.toISOString()) return new Date(leaves);
  const today = dateOf(now, calendar.zone);
  // Of two that come in at the same moment, the later sees that the first has been told of.
  const turn = `${auditId}/${whom.step}/${whom.contactId}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${turn}, 0))`;
  const latest = await tx.ask.findMany({
    where: { auditId, ...whom },
    select: { moments: true },
    orderBy: { askedAt: 'desc' },
    take: 100,
  });
  const toldToday = latest
    .flatMap(({ moments }) => moments as unknown as Moment[])
    .some(({ what, at }) => what === 'ask' && at <= leaves && dateOf(at, calendar.zone) === today);
  const tomorrow = addWorkingDays(today, 1, calendar);
  return toldToday ? new Date(instantAt(tomorrow, lettersLeave, calendar.zone)) : now;
}
