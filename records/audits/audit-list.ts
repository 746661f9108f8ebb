import type { Records } from '../store/transaction.ts';

export interface ListedAudit {
  id: string;
  number: string;
  state: string;
  startedAt: Date;
  endedAt: Date | null;
  profile: string;
}

const endedAtMost = 20;

/** A partnership's audits: all that are under way, and the newest of those that have ended. */
export async function listAudits(
  { database }: Pick<Records, 'database'>,
  partnershipId: string,
): Promise<{ underWay: ListedAudit[]; ended: ListedAudit[] }> {
  const select = {
    id: true,
    number: true,
    state: true,
    startedAt: true,
    endedAt: true,
    profileVersion: { select: { name: true } },
  };
  const find = (states: string[], take?: number) =>
    database.audit.findMany({
      where: { partnershipId, state: { in: states } },
      orderBy: [{ startedAt: 'desc' }, { number: 'desc' }],
      select,
      ...(take ? { take } : {}),
    });
  const named = (rows: Awaited<ReturnType<typeof find>>) =>
    rows.map(({ profileVersion, ...audit }) => ({ ...audit, profile: profileVersion.name }));
  return {
    underWay: named(await find(['open', 'paused'])),
    ended: named(await find(['closed', 'cancelled'], endedAtMost)),
  };
}
