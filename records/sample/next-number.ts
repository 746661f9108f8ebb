import type { Transaction } from '../store/transaction.ts';

/** The number of a case, a school or an attendance that joins an audit whose row is locked. */
export async function nextNumber(tx: Transaction, auditId: string): Promise<number> {
  const { _max } = await tx.case.aggregate({ where: { auditId }, _max: { number: true } });
  return (_max.number ?? 0) + 1;
}
