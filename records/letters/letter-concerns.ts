import { concernStep } from '../../domain/concern-steps.ts';
import type { Words } from '../../domain/words.ts';
import { profileOf } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What a letter may tell of an urgent concern: nothing about anybody, only whose turn it is. */
export interface ConcernFacts {
  id: string;
  partnershipId: string;
  number: string;
  agency: string;
  step: string | null;
  round: number;
  raisedAt: Date;
  /** By when what is waited for now is due. */
  dueAt: Date | null;
  /** Whether what the letter asks for is still asked for. */
  current: boolean;
  /** Which number to phone where somebody is in danger. */
  emergency: string;
  words: Words | null;
}

export async function concernsOfLetters(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, ConcernFacts>> {
  const ids = letters.flatMap(({ ids }) => (typeof ids.concern === 'string' ? ids.concern : []));
  const found = new Map<string, ConcernFacts>();
  if (ids.length === 0) return found;
  const rows = await tx.urgentConcern.findMany({
    where: { id: { in: ids } },
    include: { asks: { where: { outcome: null }, orderBy: { dueAt: 'asc' }, take: 1 } },
  });
  for (const letter of letters) {
    const row = rows.find(
      (each) => each.id === letter.ids.concern && each.partnershipId === letter.partnershipId,
    );
    if (!row) continue;
    const agency = await tx.agency.findUniqueOrThrow({ where: { id: row.agencyId } });
    const profile = row.profileVersionId ? await profileOf(tx, row.profileVersionId) : null;
    const step = concernStep(row.state);
    const { id, partnershipId, number, round, raisedAt } = row;
    found.set(letter.id, {
      id,
      partnershipId,
      number,
      agency: agency.name,
      step,
      round,
      raisedAt,
      dueAt: row.asks[0]?.dueAt ?? null,
      current: letter.ids.step === null || (letter.ids.step === step && letter.ids.round === round),
      emergency: profile?.urgentConcern.emergency.phone ?? '999',
      words: profile?.words ?? null,
    });
  }
  return found;
}
