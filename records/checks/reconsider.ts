import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import { type ClosedAsk, notWithdrawn, openAsk, settleAsk } from '../asks/asks.ts';
import { askedOf, enteredAnswers, keepEntered } from '../asks/entered-answers.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { namesOf } from '../directory/people-names.ts';
import { discussedOnly } from '../discussion/discussed-cases.ts';
import { discussStage } from '../discussion/meeting.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/**
 * After the discussion everybody who sent something in may look at it again (SO-22), once for all
 * their children. What was sent before stays as it was, and silence leaves it standing.
 */
export async function askToReconsider(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey, mayRevise } = discussStage(context);
  if (!mayRevise) return;
  const authors = new Map((await sentIn(tx, context)).map((row) => [row.authorId, row]));
  const left = await agenciesThatLeft(tx, context.auditId);
  for (const { authorId, agencyId } of authors.values()) {
    if (left.has(agencyId)) continue;
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${stageKey}/reconsider/${authorId}`,
        wait: stageWait(context, stageKey),
        step: 'reconsider',
        stageKey,
        contactId: authorId,
        agencyId,
        timings: mayRevise,
      },
      now,
    );
  }
}

export function reconsiderTimings(context: AuditContext): AskTimings {
  const { mayRevise } = discussStage(context);
  if (!mayRevise) throw new Error(`the profile ${context.profile.profile} revises no findings`);
  return mayRevise;
}

/** What was sent in about children who are discussed, and who answers for each. */
async function sentIn(tx: Transaction, context: AuditContext) {
  const rows = await tx.return.findMany({
    where: {
      auditId: context.auditId,
      ...(await discussedOnly(tx, context)),
      version: { gt: 0 },
      state: { in: ['submitted', 'accepted'] },
      case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
    },
    select: {
      id: true,
      assigneeId: true,
      case: { select: { number: true } },
      request: { select: { responsibleId: true, agencyId: true } },
      versions: { where: { afterMeeting: true }, select: { id: true }, take: 1 },
    },
    orderBy: [{ case: { number: 'asc' } }, { id: 'asc' }],
  });
  return rows.map(({ id, assigneeId, request, versions, ...row }) => ({
    id,
    number: row.case.number,
    authorId: assigneeId ?? request.responsibleId,
    agencyId: request.agencyId,
    revised: versions.length > 0,
  }));
}

/** Whether somebody is looking again at what they sent in, so that it can be changed. */
export async function isReconsidering(
  tx: Transaction,
  context: AuditContext,
  given: { state: string; version: number; contactId: string },
): Promise<boolean> {
  const { state, version, contactId } = given;
  if (!stageOfKind(context.profile, 'discuss')?.mayRevise || version === 0) return false;
  if (state !== 'submitted' && state !== 'accepted') return false;
  const where = { auditId: context.auditId, step: 'reconsider', contactId, outcome: null };
  return (await tx.ask.count({ where })) > 0;
}

/** Call it after a revised version: with the last of somebody's, nothing more is asked of them. */
export async function settleReconsidered(
  tx: Transaction,
  context: AuditContext,
  contactId: string,
  now: Date,
): Promise<string[]> {
  const own = (await sentIn(tx, context)).filter(({ authorId }) => authorId === contactId);
  if (own.some(({ revised }) => !revised)) return [];
  const where = { auditId: context.auditId, step: 'reconsider', contactId, outcome: null };
  const ask = await tx.ask.findFirst({ where });
  if (!ask || !(await settleAsk(tx, ask.id, 'answered', now))) return [];
  return [ask.wait];
}

export type LeftAsItIs = 'left' | 'left-before' | 'not-found' | 'ended';

/** Somebody has looked again and has nothing more to change. */
export async function leaveAsItIs(
  records: Records,
  input: { partnershipId: string; askId: string; received?: Received },
  by: Actor,
  now: Date,
): Promise<LeftAsItIs> {
  const { partnershipId, askId, received } = input;
  return transaction(records, async (tx) => {
    const where = { id: askId, partnershipId, step: 'reconsider', ...askedOf(by) };
    const ask = await tx.ask.findFirst({ where });
    if (!ask?.auditId) return 'not-found';
    if (ask.outcome === 'answered') return 'left-before';
    const context = await auditContext(tx, ask.auditId);
    if (context.state === 'cancelled') return 'ended';
    if (!(await settleAsk(tx, ask.id, 'answered', now))) return 'ended';
    const rows = (await sentIn(tx, context)).filter(({ authorId }) => authorId === ask.contactId);
    const { auditId } = context;
    if (received) await keepEntered(records, tx, { ask, auditId, received }, { by, now });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'findings.reconsidered',
      ids: { contact: ask.contactId, revised: rows.filter(({ revised }) => revised).length },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return 'left';
  });
}

/** Nothing was said: what was sent in stands, and the record says so. */
export async function closeReconsider(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'findings.stand',
    ids: { contact: ask.contactId },
    by: theClock,
    now,
  });
}

/** What somebody may look at again, for their own page. */
export async function toReconsider(
  tx: Transaction,
  context: AuditContext,
  contactId: string,
): Promise<{ id: string; number: number; revised: boolean }[]> {
  return (await sentIn(tx, context)).filter(({ authorId }) => authorId === contactId);
}

/** Somebody who was asked to look again, for the business unit. */
export interface SecondLook {
  askId: string;
  name: string;
  agency: string;
  said: 'waiting' | 'answered' | 'silent';
  dueDate: string;
  /** How the business unit received it, where it has entered that nothing more is changed. */
  received: Received | null;
  tools: { id: string; number: number; revised: boolean }[];
}

export async function secondLooks(
  records: Records,
  { partnershipId, auditId }: { partnershipId: string; auditId: string },
): Promise<SecondLook[]> {
  return transaction(records, async (tx) => {
    const asks = await tx.ask.findMany({
      where: { partnershipId, auditId, step: 'reconsider', ...notWithdrawn },
      orderBy: { key: 'asc' },
    });
    if (asks.length === 0) return [];
    const context = await auditContext(tx, auditId);
    const sent = await sentIn(tx, context);
    const entered = await enteredAnswers(tx, await records.keyring.audit(tx, auditId), auditId);
    const contactIds = asks.map(({ contactId }) => contactId);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    const agencies = await tx.agency.findMany({ where: { partnershipId } });
    return asks
      .map(
        ({ id, contactId, agencyId, outcome, dueDate }): SecondLook => ({
          askId: id,
          name: names.get(contactId) ?? '',
          agency: agencies.find((each) => each.id === agencyId)?.name ?? '',
          said: outcome === null ? 'waiting' : outcome === 'answered' ? 'answered' : 'silent',
          dueDate,
          received: entered.get(id) ?? null,
          tools: sent.filter(({ authorId }) => authorId === contactId),
        }),
      )
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  });
}
