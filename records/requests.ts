import { randomUUID } from 'node:crypto';
import { dueDateOf } from '../domain/ask-moments.ts';
import { addWorkingDays, dateOf } from '../domain/calendar.ts';
import { subjectOf } from '../domain/profile.ts';
import type { GatherReturns } from '../domain/stages/gather-returns.ts';
import { requestWorkflowId, type Wait, waitId } from '../domain/waits.ts';
import { type ClosedAsk, keyOnceMore, openAsk, settleAsk } from './asks.ts';
import type { AuditContext } from './audit-context.ts';
import { isTeamAudit, teamOf } from './audit-team.ts';
import { nudgeWaits } from './audit-waits.ts';
import { appendEvent, headOf, theClock } from './events.ts';
import { inStage, whileAuditRuns } from './in-stage.ts';
import { whoAnswersFor } from './involvement.ts';
import { lockRequest, requestKey } from './own-return.ts';
import { type AuditRef, currentView, findAudit, type StageRef, stageWait } from './stages.ts';
import { expectSubjectReturns } from './subject-requests.ts';
import { shareCases } from './team-cases.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';
import { queueNudge, viewOf } from './waits.ts';

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
  // Whoever audits is not who knew the child: only a child that nobody audits yet is given to one.
  const joining = isTeamAudit(context) ? await shareCases(null, tx, context, now) : [agencyId];
  for (const each of joining) await openLate(tx, context, each, now);
}

async function openLate(
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
  await expectReturns(tx, context, agencyId, now);
  await askForReturns(tx, context, { agency, dueDate: lateDate(context, now) }, now);
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

/**
 * Writes how the request ended and lets the audit go on; a second call changes nothing. Returns how
 * its wait stands: a tool may have come in late and have to be checked, and then it has not ended.
 */
export async function endRequest(records: Records, ref: RequestRef, now: Date): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await findAudit(tx, ref);
    const { auditId, partnershipId } = context;
    const ids = await requestsOf(tx, { auditId, agency: ref.agency });
    for (const id of ids) await lockRequest(tx, id);
    const own = await currentView(tx, context, requestWait(context, ref.agency), now);
    if (own.open > 0) return own;
    const ended = await writeOutcomes(tx, ids, now);
    if (ended.length === 0) return own;
    let seq = 0;
    for (const { outcome, count } of ended) {
      seq = await appendEvent(tx, {
        partnershipId,
        chain: auditId,
        kind: 'request.ended',
        ids: { agency: ref.agency, outcome, ...(ids.length > 1 ? { count } : {}) },
        by: theClock,
        now,
      });
    }
    const wait = await viewOf(tx, stageWait(context, gatherStage(context).key), {
      auditId,
      seq,
      now,
    });
    await queueNudge(tx, { partnershipId, word: 'request-ended', subject: ref.agency, wait, now });
    return own;
  });
}

/** The agency's own request, or those of its establishments or people. */
async function requestsOf(
  tx: Transaction,
  given: { auditId: string; agency: string },
): Promise<string[]> {
  const rows = await tx.request.findMany({
    where: { auditId: given.auditId, agency: { key: given.agency } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Writes how each request that is still open ended; returns how many ended how. */
async function writeOutcomes(
  tx: Transaction,
  ids: string[],
  now: Date,
): Promise<{ outcome: string; count: number }[]> {
  const requests = await tx.request.findMany({
    where: { id: { in: ids }, outcome: null },
    select: {
      id: true,
      returns: {
        where: { state: { not: 'withdrawn' }, case: { heldAt: null } },
        select: { state: true },
      },
    },
  });
  const ended = new Map<string, string[]>();
  for (const { id, returns } of requests) {
    const outcome = outcomeOf(returns);
    ended.set(outcome, [...(ended.get(outcome) ?? []), id]);
  }
  for (const [outcome, those] of ended) {
    await tx.request.updateMany({
      where: { id: { in: those }, outcome: null },
      data: { outcome, endedAt: now },
    });
  }
  return [...ended].map(([outcome, those]) => ({ outcome, count: those.length }));
}

/** Of what is still asked for: children that were replaced or sealed count neither way. */
function outcomeOf(returns: { state: string }[]): 'complete' | 'not-answered' | 'withdrawn' {
  if (returns.length === 0) return 'withdrawn';
  return returns.some(({ state }) => state === 'not-answered') ? 'not-answered' : 'complete';
}

/** Non-response is recorded against the agency (DD-10); colleagues are no longer asked either. */
export async function closeReturns(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  if (!ask.requestId) return;
  const { count } = await tx.return.updateMany({
    where: { requestId: ask.requestId, state: 'asked', case: { heldAt: null } },
    data: { state: 'not-answered' },
  });
  const others = await tx.ask.findMany({
    where: { requestId: ask.requestId, outcome: null, step: 'allocated' },
  });
  for (const other of others) await settleAsk(tx, other.id, 'not-answered', now);
  await appendEvent(tx, {
    partnershipId: context.partnershipId,
    chain: context.auditId,
    kind: 'request.not-answered',
    ids: { request: ask.requestId, missing: count },
    by: theClock,
    now,
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
    include: { returns: { select: { caseId: true, serviceId: true } } },
  });
  const known = await tx.involvement.findMany({
    where: {
      auditId,
      agencyId,
      ...askedFor,
    },
    select: { caseId: true, serviceId: true },
  });
  const there = new Set(request.returns.map((each) => `${each.caseId}/${each.serviceId}`));
  const missing = known.filter((each) => !there.has(`${each.caseId}/${each.serviceId}`));
  if (missing.length === 0) return;
  const team = await teamOf(tx, auditId);
  const own = team.filter((member) => member.agencyId === agencyId);
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

async function askForReturns(
  tx: Transaction,
  context: AuditContext,
  given: { agency: { id: string; key: string }; dueDate?: string },
  now: Date,
): Promise<void> {
  const requests = await tx.request.findMany({
    where: { auditId: context.auditId, agencyId: given.agency.id },
    orderBy: { party: 'asc' },
    include: {
      agency: { select: { key: true } },
      asks: { where: { step: 'returns' }, select: { outcome: true } },
      returns: {
        where: { state: 'asked', case: { heldAt: null } },
        select: { id: true, assigneeId: true, case: { select: { number: true } } },
      },
    },
  });
  const stage = gatherStage(context);
  for (const request of requests) {
    const asked = request.asks.some((ask) => ask.outcome === null);
    if (asked || request.returns.length === 0) continue;
    // Asked again when a later answer brings returns after the first ask was settled.
    const again = request.asks.length > 0 ? `/${request.asks.length + 1}` : '';
    await openAsk(
      tx,
      context,
      {
        key: `${requestKey(context, request)}${again}`,
        wait: requestWait(context, given.agency.key),
        step: 'returns',
        stageKey: stage.key,
        contactId: request.responsibleId,
        agencyId: given.agency.id,
        requestId: request.id,
        timings: stage.ask,
        ...(given.dueDate === undefined ? {} : { dueDate: given.dueDate }),
      },
      now,
    );
    await askNamedAuditors(tx, context, { ...given, request }, now);
  }
}

/** Those whom the agency named to audit are asked for theirs beside whoever answers for it (SO-6). */
async function askNamedAuditors(
  tx: Transaction,
  context: AuditContext,
  given: {
    agency: { id: string; key: string };
    dueDate?: string;
    request: {
      id: string;
      returns: { id: string; assigneeId: string | null; case: { number: number } }[];
    };
  },
  now: Date,
): Promise<void> {
  const { agency, request, dueDate } = given;
  const stage = gatherStage(context);
  const named = new Set((await teamOf(tx, context.auditId)).map(({ contactId }) => contactId));
  for (const { id: returnId, assigneeId, case: child } of request.returns) {
    if (!assigneeId || !named.has(assigneeId)) continue;
    const open = await tx.ask.count({ where: { returnId, step: 'allocated', outcome: null } });
    if (open > 0) continue;
    const { escalate: _escalate, closeWorkingDaysAfter: _close, ...timings } = stage.ask;
    const key = `${context.partnershipId}/${context.number}/${stage.key}/${agency.key}/C${child.number}`;
    await openAsk(
      tx,
      context,
      {
        key: await keyOnceMore(tx, `${key}/${assigneeId}`),
        wait: requestWait(context, agency.key),
        step: 'allocated',
        stageKey: stage.key,
        contactId: assigneeId,
        agencyId: agency.id,
        requestId: request.id,
        returnId,
        timings,
        ...(dueDate === undefined ? {} : { dueDate }),
      },
      now,
    );
  }
}

/** The date of its own that somebody gets who is asked after the others. */
function lateDate(context: AuditContext, now: Date): string {
  const { calendar } = context.clock;
  const today = dateOf(now.toISOString(), calendar.zone);
  return addWorkingDays(today, gatherStage(context).lateWorkingDays, calendar);
}

export function requestWait(context: AuditContext, agency: string): string {
  const workflow = requestWorkflowId(context.partnershipId, context.number, agency);
  return waitId(workflow, gatherStage(context).key);
}

export function gatherStage(context: AuditContext): GatherReturns {
  const stage = context.profile.stages.find((each) => each.kind === 'gather-returns');
  if (!stage) throw new Error(`the profile ${context.profile.profile} gathers no returns`);
  return stage as GatherReturns;
}
