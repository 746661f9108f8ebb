import type { Planned } from '../domain/planned-action.ts';
import { type Key, openJson } from './sealing.ts';
import type { Transaction } from './transaction.ts';

/** What is planned, by the recommendations' ids. */
export async function plannedOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<Map<string, Planned & { revision: number }>> {
  const rows = await tx.plannedAction.findMany({ where: { auditId } });
  return new Map(
    rows.map(({ id, recommendationId, detailSealed, caseId, agreedOn, revision }) => {
      const place = `PlannedAction.detailSealed/${id}`;
      const detail = openJson<Pick<Planned, 'smart' | 'responsible'>>(key, place, detailSealed);
      return [recommendationId, { ...detail, caseId, agreedOn: agreedOn ?? '', revision }];
    }),
  );
}
