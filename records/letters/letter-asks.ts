import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/**
 * The ask that each letter is about. A letter that tells of all asks of one kind is about the one
 * that is due first of those still open.
 */
export async function askOfLetters(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, string>> {
  const asks = new Map<string, string>();
  for (const { id, ids } of letters) if (typeof ids.ask === 'string') asks.set(id, ids.ask);
  for (const [id, ask] of await firstSilent(tx, letters)) asks.set(id, ask);
  const together = letters.filter(({ ids }) => typeof ids.asks === 'string');
  if (together.length === 0) return asks;
  const first = await tx.$queryRaw<{ letter: string; ask: string }[]>`
    SELECT w.letter, a.id AS ask
    FROM unnest(
      ${together.map((each) => each.id)}::text[],
      ${together.map((each) => each.auditId)}::text[],
      ${together.map((each) => String(each.ids.asks))}::text[],
      ${together.map((each) => String(each.ids.asked))}::text[]
    ) AS w(letter, audit, step, asked)
    CROSS JOIN LATERAL (
      SELECT a.id FROM "Ask" a
      LEFT JOIN "Return" r ON r.id = a."returnId"
      LEFT JOIN "Case" c ON c.id = r."caseId"
      WHERE a."auditId" = w.audit AND a.step = w.step AND a."contactId" = w.asked
      ORDER BY a.outcome IS NOT NULL, c."heldAt" IS NOT NULL, a."dueDate", a.key
      LIMIT 1
    ) a`;
  for (const { letter, ask } of first) asks.set(letter, ask);
  return asks;
}

async function firstSilent(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { id, ids, partnershipId } of letters) {
    if (typeof ids.within !== 'string') continue;
    const ask = await tx.ask.findFirst({
      where: {
        partnershipId,
        wait: ids.within,
        step: 'returns',
        OR: [{ outcome: null }, { outcome: 'not-answered' }],
      },
      orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
      select: { id: true },
    });
    if (ask) found.set(id, ask.id);
  }
  return found;
}
