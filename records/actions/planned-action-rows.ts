import type { Planned } from '../../domain/planned-action.ts';
import { type Key, openJson } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

type PlannedRow = Awaited<ReturnType<Transaction['plannedAction']['findFirstOrThrow']>>;

/** What is planned in an audit, by the recommendations' ids. */
export async function plannedOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<Map<string, Planned & { revision: number }>> {
  const rows = await tx.plannedAction.findMany({ where: { auditId } });
  return new Map(rows.map((row) => [row.recommendationId, openPlanned(key, row)]));
}

/** `key` is that of its audit. */
export function openPlanned(key: Key, row: PlannedRow): Planned & { revision: number } {
  const { id, detailSealed, caseId, agreedOn, revision } = row;
  const place = `PlannedAction.detailSealed/${id}`;
  const detail = openJson<Pick<Planned, 'smart' | 'responsible'>>(key, place, detailSealed);
  return { ...detail, caseId, agreedOn: agreedOn ?? '', revision };
}
