import { randomUUID } from 'node:crypto';
import { dueDateOf } from '../../domain/ask-moments.ts';
import { addWorkingDays, dateOf } from '../../domain/calendar.ts';
import { subjectOf } from '../../domain/profile.ts';
import type { Wait } from '../../domain/waits.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { tellNews } from '../audits/audit-news.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { inStage, whileAuditRuns } from '../audits/in-stage.ts';
import { type AuditRef, currentView, type StageRef, stageWait } from '../audits/stages.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import { isTeamAudit, teamOf } from '../planning/audit-team.ts';
import { shareCases } from '../planning/team-cases.ts';
import { appendEvent, headOf, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueNudge, viewOf } from '../store/waits.ts';
import { askForMore } from './ask-for-more.ts';
import { askForReturns } from './ask-for-returns.ts';
import { gatherStage, requestWait } from './gather-stage.ts';
import { expectSubjectReturns } from './subject-requests.ts';

/** How a workflow names a request: one agency in one audit. */
export interface RequestRef extends AuditRef {
  agency: string;
}

/**
 * One request for each agency that knows at least one of the children, with its returns (DD-6); the
 * nudge to each starts its workflow, or finds it running.
 */
export async function openRequests(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const { auditId } = context;
    if (isTeamAudit(context)) await shareCases(records, tx, context, now);
    const agencies = await tx.agency.findMany({
      where: { involvements: { some: { auditId, ...askedFor } } },
      select: { id: true },
      orderBy: { key: 'asc' },
    });
    for (const agency of agencies) await expectReturns(tx, context, agency.id, now);
    if (subjectOf(context.profile) !== 'case') {
      const stageKey = ref.stage;
      const wait = stageWait(context, stageKey);
      await expectSubjectReturns(tx, context, { stageKey, wait }, now);
    }
    const open = await tx.request.findMany({
      where: { auditId, outcome: null },
      select: { agency: { select: { key: true } } },
      orderBy: { agency: { key: 'asc' } },
    });
    // One workflow for each agency, however many of its establishments or people are asked.
    const waits = [...new Set(open.map(({ agency }) => requestWait(context, agency.key)))];
    const seq = await headOf(tx, auditId);
    await nudgeWaits(tx, context, { waits, word: 'asked', seq }, now);
  });
}

/** What an agency knows of a child that is still in the sample and not sealed. */
const askedFor = {
  state: 'known',
  case: { state: { in: ['drawn', 'identified'] }, heldAt: null },
};

/**
 * Opens the request of an agency whose answer came after the requests had gone out, or adds the
 * returns that its answer brought; starts its workflow by nudge. Before that stage it does nothing.
 */
export async function requestAfterLateAnswer(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
  now: Date,
): Promise<void> {
  const { auditId } = context;
  const gathering = await tx.stage.findUnique({
    where: { auditId_key: { auditId, key: gatherStage(context).key } },
  });
  const known = await tx.involvement.count({ where: { auditId, agencyId, ...askedFor } });
  if (!gathering || known === 0) return;
  if (isTeamAudit(context)) return shareLate(records, tx, context, now);
  await expectReturns(tx, context, agencyId, now);
  await askLate(tx, context, agencyId, now);
}

/**
 * Whoever audits is not who knew the child: one that nobody audits yet is given to one of the team,
 * who is told where they were asked for others before.
 */
async function shareLate(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const given = await shareCases(records, tx, context, now);
  for (const agencyId of new Set(given.map(({ member }) => member.agencyId))) {
    const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
    const told = await askForMore(tx, context, { agency, dueDate: dateAgain(context, now) }, now);
    const seq = await tellOfLateRequest(tx, context, agency, now);
    if (!told) continue;
    const people = new Map([[told.contactId, { requestId: told.requestId }]]);
    await tellNews(tx, context, { news: 'child-given', people, seq, by: null }, now);
  }
}

/** The same where returns are about no child: for an agency or establishment that was found late. */
export async function openLateSubject(
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
  now: Date,
): Promise<void> {
  const stageKey = gatherStage(context).key;
  const wait = stageWait(context, stageKey);
  await expectSubjectReturns(tx, context, { stageKey, wait }, now);
  await askLate(tx, context, agencyId, now);
}

/** Asks by a date of its own and starts the request's workflow by nudge, or wakes it. */
async function askLate(
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
  now: Date,
): Promise<void> {
  const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
  await askForReturns(tx, context, { agency, dueDate: lateDate(context, now) }, now);
  await tellOfLateRequest(tx, context, agency, now);
}

/** Records it and nudges the request's workflow; returns the event's number. */
async function tellOfLateRequest(
  tx: Transaction,
  context: AuditContext,
  agency: { key: string },
  now: Date,
): Promise<number> {
  const { auditId, partnershipId } = context;
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'request.opened',
    ids: { agency: agency.key, late: true },
    by: theClock,
    now,
  });
  const wait = await viewOf(tx, requestWait(context, agency.key), { auditId, seq, now });
  await queueNudge(tx, { partnershipId, word: 'agency-joined', subject: agency.key, wait, now });
  return seq;
}

/**
 * Asks an agency for what was not asked of it while a child was sealed, by a date of its own, unless
 * it is still being asked for other children.
 */
export async function askForReturnsAgain(
  tx: Transaction,
  context: AuditContext,
  agency: { id: string; key: string },
  now: Date,
): Promise<void> {
  await expectReturns(tx, context, agency.id, now);
  await askForReturns(tx, context, { agency, dueDate: dateAgain(context, now) }, now);
}

/** By when something is asked for again: as late as for somebody new, never before the others. */
export function dateAgain(context: AuditContext, now: Date): string {
  const usual = dueDateOf(gatherStage(context).ask, now.toISOString(), context.clock);
  const late = lateDate(context, now);
  return usual > late ? usual : late;
}

/** Asks the agency's safeguarding lead for all its returns and the discussion at once (DD-7). */
export async function openRequest(records: Records, ref: RequestRef, now: Date): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await whileAuditRuns(tx, ref, async (running) => {
      const agency = await tx.agency.findUniqueOrThrow({
        where: { partnershipId_key: { partnershipId: ref.partnership, key: ref.agency } },
      });
      await askForReturns(tx, running, { agency }, now);
    });
    return currentView(tx, context, requestWait(context, ref.agency), now);
  });
}

/** A request's row, and a return for each of its children and services that has none yet. */
async function expectReturns(
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
  now: Date,
): Promise<void> {
  if (isTeamAudit(context)) return;
  const { auditId, partnershipId } = context;
  const stage = gatherStage(context);
  const request = await tx.request.upsert({
    where: { auditId_agencyId_party: { auditId, agencyId, party: '' } },
    update: {},
    create: {
      id: randomUUID(),
      partnershipId,
      auditId,
      agencyId,
      stageKey: stage.key,
      wait: stageWait(context, stage.key),
      responsibleId: await whoAnswersFor(tx, context, agencyId, now),
      openedAt: now,
    },
    include: { returns: { select: { id: true, caseId: true, serviceId: true, state: true } } },
  });
  const known = await tx.involvement.findMany({
    where: {
      auditId,
      agencyId,
      ...askedFor,
    },
    select: { caseId: true, serviceId: true },
  });
  const wanted = new Set(known.map((each) => `${each.caseId}/${each.serviceId}`));
  // An agency that was withdrawn and has joined again finds what it had begun.
  const again = request.returns.filter(
    (each) => each.state === 'withdrawn' && wanted.has(`${each.caseId}/${each.serviceId}`),
  );
  const there = new Set(request.returns.map((each) => `${each.caseId}/${each.serviceId}`));
  const missing = known.filter((each) => !there.has(`${each.caseId}/${each.serviceId}`));
  if (missing.length + again.length === 0) return;
  const team = await teamOf(tx, auditId);
  const own = team.filter((member) => member.agencyId === agencyId);
  await tx.return.updateMany({
    where: { id: { in: again.map(({ id }) => id) } },
    data: { state: 'asked', ...(own.length > 0 ? {} : { assigneeId: null }) },
  });
  await tx.return.createMany({
    data: missing.map((each, at) => ({
      id: randomUUID(),
      partnershipId,
      auditId,
      requestId: request.id,
      caseId: each.caseId,
      serviceId: each.serviceId,
      state: 'asked',
      version: 0,
      // Whom the agency named to audit has its tools in turn; its lead looks on.
      assigneeId: otherThan(own[at % own.length]?.contactId, request.responsibleId),
    })),
  });
  await tx.request.update({ where: { id: request.id }, data: { outcome: null, endedAt: null } });
}

function otherThan(contactId: string | undefined, responsibleId: string): string | null {
  return contactId === undefined || contactId === responsibleId ? null : contactId;
}

/** The date of its own that somebody gets who is asked after the others. */
function lateDate(context: AuditContext, now: Date): string {
  const { calendar } = context.clock;
  const today = dateOf(now.toISOString(), calendar.zone);
  return addWorkingDays(today, gatherStage(context).lateWorkingDays, calendar);
}
