import { subjectOf } from '../domain/profile.ts';
import { settleAsk } from './asks.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { tellNews, whoWasAsked } from './audit-news.ts';
import { isTeamAudit } from './audit-team.ts';
import { lockAudit, nudgeWaits } from './audit-waits.ts';
import { type Actor, appendEvent } from './events.ts';
import { keepReason } from './reasons.ts';
import { digest } from './sealing.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';
import { withdrawReturns } from './withdraw-returns.ts';

export type AgencyWithdrawn = {
  kind: 'withdrawn' | 'not-found' | 'too-late' | 'shared' | 'ended' | 'no-reason';
};

/**
 * Takes an agency out of an audit for a reason: nobody there is asked for anything more in it, what it
 * has said or sent stays on record and goes no further, and no silence is recorded against it. Its
 * actions from this audit stay its own. Once the pack has left or the discussion is prepared its part
 * has been read, and it is too late. `agency` is its key.
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
    const agency = await agencyTakingPart(tx, input);
    if (!agency) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    await lockRequests(tx, { auditId, agencyId: agency.id });
    const context = await auditContext(tx, auditId);
    // Whose children would be whose is decided when they are shared out.
    if (isTeamAudit(context) || subjectOf(context.profile) !== 'case') return { kind: 'shared' };
    if (context.state !== 'open' && context.state !== 'paused') return { kind: 'ended' };
    if (await isRead(tx, auditId)) return { kind: 'too-late' };
    if (reason === '') return { kind: 'no-reason' };
    const left = await leave(tx, context, agency.id, now);
    const key = await records.keyring.audit(tx, auditId);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'agency.withdrawn',
      ids: { agency: agency.key },
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
    await nudgeWaits(tx, context, { waits, word: 'agency-withdrawn', seq }, now);
    return { kind: 'withdrawn' };
  });
}

/** An agency that has been asked for something in this audit and was not withdrawn from it. */
async function agencyTakingPart(
  tx: Transaction,
  given: { partnershipId: string; auditId: string; agency: string },
): Promise<{ id: string; key: string } | null> {
  const { partnershipId, auditId, agency: key } = given;
  const here = { auditId, audit: { partnershipId } };
  return tx.agency.findFirst({
    where: {
      partnershipId,
      key,
      involvements: { some: { ...here, state: { not: 'withdrawn' } } },
    },
    select: { id: true, key: true },
  });
}

/** Against whoever submits at this moment. */
async function lockRequests(
  tx: Transaction,
  { auditId, agencyId }: { auditId: string; agencyId: string },
): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM "Request" WHERE "auditId" = ${auditId} AND "agencyId" = ${agencyId}
    ORDER BY id FOR NO KEY UPDATE`;
}

async function isRead(tx: Transaction, auditId: string): Promise<boolean> {
  if ((await tx.packEdition.count({ where: { auditId } })) > 0) return true;
  return (await tx.attendance.count({ where: { meeting: { auditId } } })) > 0;
}

async function leave(tx: Transaction, context: AuditContext, agencyId: string, now: Date) {
  const { auditId } = context;
  // Its actions are followed up whether it takes part or not.
  const where = { auditId, agencyId, outcome: null, step: { not: 'update' } };
  const asked = await whoWasAsked(tx, where);
  const returns = await withdrawReturns(tx, context, { request: { agencyId } }, now);
  const open = await tx.ask.findMany({ where, select: { id: true, wait: true } });
  for (const { id } of open) await settleAsk(tx, id, 'withdrawn', now);
  await tx.familyFeedback.updateMany({
    where: { askId: { in: open.map(({ id }) => id) } },
    data: { askId: null },
  });
  await tx.involvement.updateMany({
    where: { auditId, agencyId },
    data: { state: 'withdrawn' },
  });
  return {
    waits: [...new Set([...returns.waits, ...open.map(({ wait }) => wait)])],
    people: new Map([...asked, ...returns.people]),
  };
}
