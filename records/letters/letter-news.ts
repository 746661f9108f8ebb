import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';
import { type AskFacts, asksOf } from './letter-subjects.ts';

/** What the reader of news about an audit is still asked for in it, the most pressing first. */
export async function openAsksOfReaders(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, AskFacts[]>> {
  const news = letters.filter(({ ids }) => typeof ids.news === 'string');
  const found = new Map<string, AskFacts[]>();
  if (news.length === 0) return found;
  const rows = await tx.ask.findMany({
    where: {
      auditId: { in: news.flatMap(({ auditId }) => auditId ?? []) },
      contactId: { in: news.map(({ contactId }) => contactId) },
      outcome: null,
      concernId: null,
    },
    select: { id: true, auditId: true, contactId: true },
    orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
  });
  for (const letter of news) {
    const own = rows.filter(
      ({ auditId, contactId }) => auditId === letter.auditId && contactId === letter.contactId,
    );
    const each = own.map(({ id }) => ({ ...letter, id, ids: { ask: id } }));
    const facts = await asksOf(tx, each);
    found.set(
      letter.id,
      own.flatMap(({ id }) => facts.get(id) ?? []),
    );
  }
  return found;
}
