import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** A letter that has not left yet. */
export interface UnsentLetter {
  key: string;
  kind: string;
  contactId: string;
  queuedAt: Date;
}

/**
 * A colleague has one ask per child that is allocated to them, but gets one letter about all of
 * them: their letters count as letters about the same. Where a letter tells of all asks of a kind,
 * its thread says which.
 */
export async function unsentOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, UnsentLetter[]>> {
  const asks = letters.flatMap(({ ids }) => (typeof ids.ask === 'string' ? ids.ask : []));
  const threads = letters.flatMap(({ ids, thread }) => (ids.asks && thread ? thread : []));
  if (asks.length === 0 && threads.length === 0) return new Map();
  const rows = await tx.$queryRaw<(UnsentLetter & { ask: string })[]>`
    WITH own AS (SELECT * FROM "Ask" WHERE id = ANY(${asks}::text[])),
    same AS (
      SELECT id AS own, id AS ask FROM own
      UNION
      SELECT own.id, a.id FROM own
      JOIN "Ask" a ON a."contactId" = own."contactId" AND a.outcome IS NULL
        AND a."requestId" = own."requestId" AND a.step = 'allocated'
      WHERE own.step = 'allocated')
    SELECT l.key, l.kind, coalesce(l."insteadOfId", l."contactId") AS "contactId", l."queuedAt",
      same.own AS ask
    FROM same JOIN "Letter" l ON l.ids->>'ask' = same.ask
    WHERE l.state IN ('pending', 'sending')
    UNION ALL
    SELECT key, kind, coalesce("insteadOfId", "contactId"), "queuedAt", thread AS ask FROM "Letter"
    WHERE state IN ('pending', 'sending') AND thread = ANY(${threads}::text[])`;
  const same = (letter: ClaimedLetter) =>
    rows.filter(
      (row) =>
        row.ask === (letter.ids.ask ?? letter.thread) &&
        row.contactId === (letter.insteadOfId ?? letter.contactId),
    );
  return new Map(letters.map((letter) => [letter.id, same(letter)]));
}
