import type { StageSettings } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { RunningReport } from '../report/report-versions.ts';
import type { Transaction } from '../store/transaction.ts';

type Approve = Extract<StageSettings, { kind: 'approve' }>;
export type ParticipantsRound = Extract<Approve, { by: 'participants' }>;
export type BodyRound = Extract<Approve, { by: 'body' }>;

/** The settings of a round by its key; without one, of the first of its sort in the profile. */
export function participantsRound(context: AuditContext, key?: string | null): ParticipantsRound {
  return round(context, 'participants', key) as ParticipantsRound;
}

export function bodyRound(context: AuditContext, key?: string | null): BodyRound {
  return round(context, 'body', key) as BodyRound;
}

export function amendTimings({ key, amend }: BodyRound): AskTimings {
  if (!amend) throw new Error(`the stage "${key}" makes no amendments`);
  return amend;
}

export function voteTimings({ key, vote }: BodyRound): AskTimings {
  if (!vote) throw new Error(`the stage "${key}" has no email round`);
  return vote;
}

function round(context: AuditContext, by: Approve['by'], key?: string | null): Approve {
  const { profile } = context;
  const rounds = profile.stages.filter(
    (each): each is Approve => each.kind === 'approve' && each.by === by,
  );
  const found = rounds.find((each) => each.key === key) ?? rounds[0];
  if (!found) throw new Error(`the profile ${profile.profile} has no approval by ${by}`);
  return found;
}

/**
 * Those who took part: whoever wrote the newest text of a tool that was sent, and whoever was at the
 * discussion and asked to see the report (DD-19). People who have left are not asked.
 */
export async function approversOf(tx: Transaction, auditId: string): Promise<string[]> {
  const attendances = await tx.attendance.findMany({
    where: { meeting: { auditId }, wantsApproval: true, attended: true, withdrawnAt: null },
    select: { contactId: true },
  });
  const attendees = attendances.flatMap(({ contactId }) => contactId ?? []);
  return stillThere(tx, [...(await writersOf(tx, auditId)), ...attendees]);
}

/** Whoever wrote the newest text of a tool that was sent; people who have left are not asked. */
export async function authorsOf(tx: Transaction, auditId: string): Promise<string[]> {
  return stillThere(tx, await writersOf(tx, auditId));
}

async function writersOf(tx: Transaction, auditId: string): Promise<string[]> {
  const returns = await tx.return.findMany({
    where: {
      auditId,
      version: { gt: 0 },
      state: { notIn: ['withdrawn', 'nil'] },
      case: { heldAt: null },
    },
    select: {
      assigneeId: true,
      request: { select: { responsibleId: true, agencyId: true } },
      versions: { orderBy: { version: 'desc' }, take: 1 },
    },
  });
  const left = await agenciesThatLeft(tx, auditId);
  return returns.flatMap(({ assigneeId, request, versions: [newest] }) => {
    if (!newest || left.has(request.agencyId)) return [];
    // What the business unit entered is the work of the person who was asked.
    return newest.onBehalfOf ? (assigneeId ?? request.responsibleId) : newest.submittedById;
  });
}

async function stillThere(tx: Transaction, ids: string[]): Promise<string[]> {
  const there = await tx.contact.findMany({
    where: { id: { in: ids }, leftAt: null },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return there.map(({ id }) => id);
}

/** Asks each of them about the report; `again` where an earlier text was approved or not. */
export async function askApprovers(
  tx: Transaction,
  context: AuditContext,
  given: { settings: ParticipantsRound; wait: string; again?: number },
  now: Date,
): Promise<number> {
  const { settings, wait, again } = given;
  const { partnershipId, number } = context;
  const approvers = await approversOf(tx, context.auditId);
  for (const contactId of approvers) {
    const key = `${partnershipId}/${number}/${settings.key}/${contactId}`;
    await openAsk(
      tx,
      context,
      {
        key: again === undefined ? key : `${key}/again-${again}`,
        wait,
        step: 'approve',
        stageKey: settings.key,
        contactId,
        timings: settings.ask,
      },
      now,
    );
  }
  return approvers.length;
}

/**
 * Findings were changed: what was approved or objected to does not count for the new text, and
 * everybody who took part is asked again, also where the report stands with a body already. Returns
 * how many are.
 */
export async function askEverybodyAgain(
  tx: Transaction,
  { context, wait }: RunningReport,
  circulation: number,
  now: Date,
): Promise<number> {
  const { auditId } = context;
  await voidApprovals(tx, { auditId }, now);
  const open = await tx.ask.findMany({
    where: { auditId, step: { in: ['approve', 'objections', 'vote'] }, outcome: null },
  });
  for (const { id, step } of open) {
    await settleAsk(tx, id, step === 'objections' ? 'answered' : 'withdrawn', now);
  }
  const begun = await tx.stage.findMany({ where: { auditId, kind: 'approve' } });
  let asked = 0;
  for (const { key } of begun) {
    const settings = context.profile.stages.find((each) => each.key === key);
    if (settings?.kind !== 'approve' || settings.by !== 'participants') continue;
    asked += await askApprovers(tx, context, { settings, wait, again: circulation }, now);
  }
  return asked;
}

/** Answers to an earlier text; those to one round may be left standing. */
export async function voidApprovals(
  tx: Transaction,
  given: { auditId: string; except?: string },
  now: Date,
): Promise<void> {
  await tx.approval.updateMany({
    where: {
      auditId: given.auditId,
      voidedAt: null,
      ...(given.except ? { stageKey: { not: given.except } } : {}),
    },
    data: { voidedAt: now, voidedWhy: 'report-changed' },
  });
}
