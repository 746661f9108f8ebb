import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** A planned audit that is offered; neither its theme nor its focus is in it. */
export interface PlannedFacts {
  programme: string;
  month: string;
  type: string;
  /** Whether it still waits to be started. */
  offered: boolean;
}

export async function plannedOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, PlannedFacts>> {
  const found = new Map<string, PlannedFacts>();
  const wanted = letters.filter(({ ids }) => typeof ids.planned === 'string');
  if (wanted.length === 0) return found;
  const rows = await tx.plannedAudit.findMany({
    where: { id: { in: wanted.map(({ ids }) => String(ids.planned)) } },
    include: { programme: { select: { title: true } } },
  });
  for (const { id, ids, partnershipId } of wanted) {
    const row = rows.find((each) => each.id === ids.planned);
    if (row?.partnershipId !== partnershipId) continue;
    const { month, type, state, programme } = row;
    found.set(id, { programme: programme.title, month, type, offered: state === 'offered' });
  }
  return found;
}
