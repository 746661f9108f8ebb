import { dueDateOf } from '../../domain/ask-moments.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { runningWait } from '../audits/audit-waits.ts';
import { askForCheck, askToRevise, qualityCheckOf } from '../checks/quality-check.ts';
import { uncirculated } from '../discussion/pack-edition.ts';
import { askPairAgain } from '../discussion/pairs.ts';
import { supplementAfterLateReturn } from '../discussion/supplement.ts';
import { askAgain, askForNames } from '../involvement/ask-about-case.ts';
import { askForFeedback } from '../involvement/family-feedback.ts';
import { involvementStage } from '../involvement/involvement.ts';
import { isTeamAudit } from '../planning/audit-team.ts';
import { shareCases } from '../planning/team-cases.ts';
import { askColleague } from '../returns/allocate.ts';
import { requestWait } from '../returns/gather-stage.ts';
import { type OwnReturn, ownReturn } from '../returns/own-return.ts';
import { askForReturnsAgain, dateAgain } from '../returns/requests.ts';
import { sampleStage } from '../sample/sample.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { moveAsk } from './asks.ts';
import { timingsOf } from './clock.ts';
import { gatheringSteps } from './settle-request.ts';

interface UnsealedCase {
  id: string;
  number: number;
  state: string;
}

/**
 * Asks anew, with new dates, for whatever a child that was unsealed still needs: its name, what the
 * agencies knew, their returns, checks and changes. Returns the waits at which that is waited for.
 * Once the report has been begun nothing that came in would be used, so nobody is asked.
 */
export async function askAgainAbout(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  own: UnsealedCase,
  now: Date,
): Promise<string[]> {
  if (own.state !== 'drawn' && own.state !== 'identified') return [];
  if (await reportIsBegun(tx, context)) return [];
  const waits = [
    ...(await askWhoItIs(tx, context, own, now)),
    ...(await askWhoKnewIt(tx, context, own, now)),
    ...(await askForItsReturns(records, tx, context, own, now)),
    ...(await askPairAgain(tx, context, own.number, now)),
  ];
  if ((await uncirculated(tx, context)).length > 0) {
    await supplementAfterLateReturn(tx, context, now);
  }
  const feedback = await askForFeedback(tx, context, now);
  return [...new Set([...waits, ...(feedback ? [feedback] : [])])];
}

/** From then on nothing more that comes in would be used. */
export async function reportIsBegun(tx: Transaction, context: AuditContext): Promise<boolean> {
  const report = stageOfKind(context.profile, 'write-report');
  if (!report) return false;
  const { auditId } = context;
  return (await tx.stage.count({ where: { auditId, key: report.key } })) > 0;
}

async function askWhoItIs(
  tx: Transaction,
  context: AuditContext,
  { number, state }: UnsealedCase,
  now: Date,
): Promise<string[]> {
  if (state !== 'drawn') return [];
  const wait = await runningWait(tx, context, sampleStage(context).key);
  return wait ? askForNames(tx, context, { number, wait }, now) : [];
}

/** Each agency that has not said whether it knew the child. */
async function askWhoKnewIt(
  tx: Transaction,
  context: AuditContext,
  { id: caseId, number }: UnsealedCase,
  now: Date,
): Promise<string[]> {
  if (!stageOfKind(context.profile, 'check-involvement')) return [];
  const { auditId } = context;
  const agencies = await tx.agency.findMany({
    where: { involvements: { some: { auditId, caseId, state: 'asked' } } },
    select: { id: true, key: true },
    orderBy: { key: 'asc' },
  });
  const stage = involvementStage(context);
  const dueDate = dueDateOf(stage.ask, now.toISOString(), context.clock);
  const waits: string[] = [];
  for (const agency of agencies) {
    const open = await tx.ask.findFirst({
      where: { auditId, agencyId: agency.id, step: 'involvement', outcome: null },
    });
    const wait = open?.wait ?? (await runningWait(tx, context, stage.key));
    if (!wait) continue;
    if (!open) await askAgain(tx, context, { agency, wait, number }, now);
    else await moveToLater(tx, context, { ask: open, dueDate }, now);
    waits.push(wait);
  }
  return waits;
}

/** Once returns are gathered: those still to come, to be checked or to be changed. */
async function askForItsReturns(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  { id: caseId }: UnsealedCase,
  now: Date,
): Promise<string[]> {
  const { auditId } = context;
  const gathering = stageOfKind(context.profile, 'gather-returns');
  if (!gathering) return [];
  if ((await tx.stage.count({ where: { auditId, key: gathering.key } })) === 0) return [];
  // Whoever had it may have left the team since.
  if (isTeamAudit(context)) await shareCases(records, tx, context, now);
  const agencies = await tx.agency.findMany({
    where: isTeamAudit(context)
      ? { requests: { some: { auditId, returns: { some: { caseId } } } } }
      : { involvements: { some: { auditId, caseId, state: 'known' } } },
    select: { id: true, key: true },
    orderBy: { key: 'asc' },
  });
  const waits: string[] = [];
  for (const agency of agencies) {
    await askForReturnsAgain(tx, context, agency, now);
    const returns = await tx.return.findMany({
      where: { auditId, caseId, request: { agencyId: agency.id } },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    let open = false;
    for (const { id } of returns) open = (await takeUp(records, tx, { context, id }, now)) || open;
    if (open) waits.push(requestWait(context, agency.key));
  }
  return waits;
}

/** Asks the one who has to act next on a return; false where nobody has. */
async function takeUp(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; id: string },
  now: Date,
): Promise<boolean> {
  const { partnershipId } = given.context;
  const ids = { partnershipId, returnId: given.id };
  const found = await ownReturn(records, tx, ids, { contactId: null, onBehalf: true });
  if (!found) return false;
  switch (found.state) {
    case 'asked':
      await giveTime(tx, found, now);
      break;
    case 'sent-back':
      await askToRevise(tx, found, now);
      break;
    case 'submitted':
      if (!qualityCheckOf(found.context)) return false;
      await askForCheck(tx, found, found.version, now);
      break;
    default:
      return false;
  }
  const reopened = { outcome: null, endedAt: null };
  await tx.request.update({ where: { id: found.request.id }, data: reopened });
  return true;
}

/** Whoever was still being asked for other children gets the later date for all of them. */
async function giveTime(tx: Transaction, found: OwnReturn, now: Date): Promise<void> {
  const { context, assigneeId } = found;
  const dueDate = dateAgain(context, now);
  const step = 'allocated';
  const own = { returnId: found.id, contactId: assigneeId ?? '', step, outcome: null };
  if (assigneeId && (await tx.ask.count({ where: own })) === 0) {
    await askColleague(tx, found, { contactId: assigneeId, dueDate }, now);
  }
  const asks = await tx.ask.findMany({
    where: { requestId: found.request.id, step: { in: gatheringSteps }, outcome: null },
  });
  for (const ask of asks) await moveToLater(tx, context, { ask, dueDate }, now);
}

async function moveToLater(
  tx: Transaction,
  context: AuditContext,
  given: {
    ask: { id: string; step: string; stageKey: string | null; dueDate: string };
    dueDate: string;
  },
  now: Date,
): Promise<void> {
  const { ask, dueDate } = given;
  if (ask.dueDate >= dueDate) return;
  const timings = timingsOf(context, ask.step, ask.stageKey);
  await moveAsk(tx, context, { askId: ask.id, timings, dueDate }, now);
}
