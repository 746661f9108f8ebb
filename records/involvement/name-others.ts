import { lockRequestOf, ownReturn } from '../returns/own-return.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { joinAgency } from './involvement.ts';

export type OthersNamed =
  /** How many of them had not been asked before and are asked now. */
  { kind: 'named'; asked: number } | { kind: 'none-chosen' | 'not-found' | 'held' | 'ended' };

/**
 * Whoever completes a tool names other agencies that worked with its child. Those that nobody has
 * asked are asked at once, with a date of their own; of the others the business unit reads in the
 * audit's history.
 */
export async function nameOthers(
  records: Records,
  input: { partnershipId: string; returnId: string; agencyIds: string[] },
  by: Actor,
  now: Date,
): Promise<OthersNamed> {
  const { partnershipId, agencyIds } = input;
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    if (found?.about.kind !== 'child') return { kind: 'not-found' };
    const { context, request } = found;
    if (!asksWhoIsInvolved(context.profile)) return { kind: 'not-found' };
    if (found.case.held) return { kind: 'held' };
    if (context.state !== 'open') return { kind: 'ended' };
    const agencies = await tx.agency.findMany({
      where: { partnershipId, id: { in: agencyIds, not: request.agency.id } },
      orderBy: { key: 'asc' },
    });
    if (agencies.length === 0) return { kind: 'none-chosen' };
    let asked = 0;
    for (const { id: agencyId, key } of agencies) {
      const ids = { agency: request.agency.key, other: key, case: found.case.id };
      const event = { partnershipId, chain: context.auditId, kind: 'involvement.other-named' };
      await appendEvent(tx, { ...event, ids, by, now });
      if ((await joinAgency(tx, context, { agencyId, by }, now)) === 'asked') asked += 1;
    }
    return { kind: 'named', asked };
  });
}

/** Where nobody is asked who was involved, nobody can be named late. */
export function asksWhoIsInvolved(profile: { stages: readonly { kind: string }[] }): boolean {
  return profile.stages.some(({ kind }) => kind === 'check-involvement');
}

/** The agencies that somebody can name beside their own. */
export async function agenciesToName(
  { database }: Records,
  given: { partnershipId: string; agencyId: string },
): Promise<{ id: string; name: string }[]> {
  return database.agency.findMany({
    where: { partnershipId: given.partnershipId, id: { not: given.agencyId } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
}
