import { subjectOf } from '../../domain/profile.ts';
import { settleAsk } from '../asks/asks.ts';
import { pairsOf } from '../discussion/pairs-stage.ts';
import {
  type MayNotLeave,
  shareOutAgain,
  type TeamPart,
  teamPart,
  whoStays,
} from '../planning/leave-team.ts';
import type { GivenCase } from '../planning/team-cases.ts';
import { withdrawReturns } from '../returns/withdraw-returns.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { agenciesThatLeft } from './agencies-that-left.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { tellNews, whoWasAsked } from './audit-news.ts';
import { lockAudit, nudgeWaits } from './audit-waits.ts';

export type AgencyWithdrawn =
  | { kind: 'withdrawn' | 'not-found' | 'too-late' | 'ended' | 'no-reason' }
  | MayNotLeave
  /** Somebody of it is one of the pairs that audit these children (by number). */
  | { kind: 'in-pair'; children: number[] };

/**
 * Takes an agency out of an audit for a reason: nobody there is asked for anything more in it, what it
 * has said or sent stays on record and goes no further, and no silence is recorded against it. Its
 * actions from this audit stay its own. Once the pack has left or the discussion is prepared its part
 * has been read, and it is too late. Where a team audits the children, those that it has not sent are
 * shared out again among the team, and what it has sent is used. `agency` is its key.
 */
export async function withdrawAgency(
  records: Records,
  input: { partnershipId: string; auditId: string; agency: string; reason: string },
  by: Actor,
  now: Date,
): Promise<AgencyWithdrawn> {
  const { partnershipId, auditId } = input;
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const here = { id: auditId, partnershipId };
    if ((await tx.audit.count({ where: here })) === 0) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    // The same form sent twice finds that it has left.
    const agency = await agencyTakingPart(tx, input);
    if (!agency) return { kind: 'not-found' };
    await lockRequests(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (subjectOf(context.profile) !== 'case') return { kind: 'not-found' };
    if (context.state !== 'open' && context.state !== 'paused') return { kind: 'ended' };
    if (await isRead(tx, auditId)) return { kind: 'too-late' };
    const pairs = await itsPairs(tx, context, agency.id);
    if (pairs.length > 0) return { kind: 'in-pair', children: pairs };
    const part = await teamPart(tx, context, agency.id);
    const of = { context, agencyId: agency.id };
    const stay = part ? await whoStays(records, tx, { ...of, part }, now) : [];
    if ('kind' in stay) return stay;
    if (reason === '') return { kind: 'no-reason' };
    const left = await leave(tx, context, { agencyId: agency.id, part }, now);
    const shared = part ? await shareOutAgain(records, tx, { context, part, stay }, now) : null;
    const key = await records.keyring.audit(tx, auditId);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'agency.withdrawn',
      ids: { agency: agency.key, ...(shared ? await givenIds(tx, shared.given) : {}) },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    const { people, waits } = left;
    // Who takes no part need not hear that one of their children does not.
    await tx.letter.updateMany({
      where: {
        auditId,
        kind: 'child-replaced',
        state: 'pending',
        contactId: { in: [...people.keys()] },
      },
      data: { state: 'dropped', failure: 'superseded' },
    });
    await tellNews(tx, context, { news: 'agency-withdrawn', people, seq, by: by.contactId }, now);
    const given = { news: 'child-given' as const, people: shared?.people ?? new Map(), seq };
    await tellNews(tx, context, { ...given, by: by.contactId }, now);
    const changed = [...new Set([...waits, ...(shared?.waits ?? [])])];
    await nudgeWaits(tx, context, { waits: changed, word: 'agency-withdrawn', seq }, now);
    return { kind: 'withdrawn' };
  });
}

/** An agency that has been asked for something in this audit, or audits in it, and was not withdrawn from it. */
async function agencyTakingPart(
  tx: Transaction,
  given: { partnershipId: string; auditId: string; agency: string },
): Promise<{ id: string; key: string } | null> {
  const { partnershipId, auditId, agency: key } = given;
  const agency = await tx.agency.findUnique({
    where: { partnershipId_key: { partnershipId, key } },
    select: { id: true, key: true },
  });
  if (!agency) return null;
  const where = { auditId, partnershipId, agencyId: agency.id };
  const asked = (await tx.involvement.count({ where })) + (await tx.teamMember.count({ where }));
  const left = await agenciesThatLeft(tx, auditId);
  return asked > 0 && !left.has(agency.id) ? agency : null;
}

/** Against whoever submits at this moment, also one of those to whom its children are given. */
async function lockRequests(tx: Transaction, auditId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM "Request" WHERE "auditId" = ${auditId} ORDER BY id FOR NO KEY UPDATE`;
}

/** The children of whose pair of auditors somebody is of this agency. */
async function itsPairs(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  agencyId: string,
): Promise<number[]> {
  const pairs = await pairsOf(tx, auditId);
  const own = await tx.contact.findMany({
    where: { partnershipId, agencyId, id: { in: pairs.flatMap(({ contactIds }) => contactIds) } },
    select: { id: true },
  });
  const ids = new Set(own.map(({ id }) => id));
  return pairs.flatMap(({ number, contactIds }) =>
    contactIds.some((id) => ids.has(id)) ? number : [],
  );
}

async function isRead(tx: Transaction, auditId: string): Promise<boolean> {
  if ((await tx.packEdition.count({ where: { auditId } })) > 0) return true;
  return (await tx.attendance.count({ where: { meeting: { auditId } } })) > 0;
}

async function leave(
  tx: Transaction,
  context: AuditContext,
  { agencyId, part }: { agencyId: string; part: TeamPart | null },
  now: Date,
) {
  const { auditId } = context;
  // Its actions are followed up whether it takes part or not.
  const where = { auditId, agencyId, step: { not: 'update' } };
  const theirs = { OR: [{ outcome: null }, { outcome: { in: ['answered', 'not-answered'] } }] };
  const asked = await whoWasAsked(tx, { ...where, ...theirs });
  const which = part ? { id: { in: part.unsent.map(({ id }) => id) } } : { request: { agencyId } };
  const returns = await withdrawReturns(tx, context, which, now);
  const open = await tx.ask.findMany({
    where: { ...where, outcome: null },
    select: { id: true, wait: true },
  });
  for (const { id } of open) await settleAsk(tx, id, 'withdrawn', now);
  await tx.familyFeedback.updateMany({
    where: { askId: { in: open.map(({ id }) => id) } },
    data: { askId: null },
  });
  await tx.involvement.updateMany({
    where: { auditId, agencyId },
    data: { state: 'withdrawn' },
  });
  await tx.teamMember.updateMany({
    where: { auditId, agencyId, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  return {
    waits: [...new Set([...returns.waits, ...open.map(({ wait }) => wait)])],
    people: new Map([...asked, ...returns.people]),
  };
}

/** "C2=housing C5=police": which child went to which agency. */
async function givenIds(tx: Transaction, given: GivenCase[]): Promise<{ given?: string }> {
  if (given.length === 0) return {};
  const rows = await tx.agency.findMany({
    where: { id: { in: given.map(({ member }) => member.agencyId) } },
    select: { id: true, key: true },
  });
  const keys = new Map(rows.map(({ id, key }) => [id, key]));
  const each = given.map(({ number, member }) => `C${number}=${keys.get(member.agencyId)}`);
  return { given: each.join(' ') };
}
