import type { Transaction } from '../store/transaction.ts';

/**
 * The ids of what left an audit that is not about children, and was not added to it again: an agency,
 * an establishment, an attendance of a course.
 */
export async function leftSubjects(tx: Transaction, auditId: string): Promise<Set<string>> {
  const rows = await tx.case.findMany({
    where: { auditId },
    select: {
      id: true,
      state: true,
      subject: true,
      agencyId: true,
      serviceId: true,
      replacesCaseId: true,
    },
    orderBy: { number: 'asc' },
  });
  // Each attendance is one of its own until it is added again; of the others the newest row says how it stands.
  const again = new Set(rows.map(({ replacesCaseId }) => replacesCaseId));
  const newest = new Map(
    rows.map((row) => [
      row.subject === 'attendance' ? row.id : `${row.agencyId}/${row.serviceId}`,
      row,
    ]),
  );
  return new Set(
    [...newest.values()].flatMap(({ id, state }) =>
      state === 'withdrawn' && !again.has(id) ? id : [],
    ),
  );
}
