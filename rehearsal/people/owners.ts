import type { Records } from '../../records/store/transaction.ts';

/** The agencies to which something is recommended: three of those that sent a tool, by their keys. */
export async function ownersOf({ database }: Records, auditId: string): Promise<string[]> {
  const requests = await database.request.findMany({
    where: { auditId },
    orderBy: { agency: { key: 'asc' } },
    take: 3,
    select: { agencyId: true },
  });
  return requests.map(({ agencyId }) => agencyId);
}
