import { type Words, wordsSchema } from '../../domain/words.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { wordsOfAudits } from '../directory/replacement-plan.ts';
import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';
import { type AskFacts, asksOf } from './letter-subjects.ts';

const shown = 20;

/** What the reader has taken over from somebody who left, as it stands now. */
export interface TakeoverFacts {
  /** Whose place it was. */
  from: string;
  /** All that is asked of the reader now, the most pressing first, each with the words of its process. */
  asks: { ask: AskFacts; words: Words; audit: string }[];
  /** How many more there are. */
  more: number;
}

export async function takeoversOf(
  records: Records,
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, TakeoverFacts>> {
  const found = new Map<string, TakeoverFacts>();
  for (const letter of letters) {
    if (letter.kind !== 'taken-over' || typeof letter.ids.from !== 'string') continue;
    const { partnershipId, contactId } = letter;
    const where = { id: letter.ids.from, partnershipId };
    const row = await tx.contact.findFirst({ where });
    if (!row) continue;
    const key = await records.keyring.partnership(tx, partnershipId);
    found.set(letter.id, {
      from: open(key, `Contact.nameSealed/${row.id}`, row.nameSealed),
      ...(await openAsksOfPerson(tx, letter, { contactId })),
    });
  }
  return found;
}

/** What is asked of somebody now, the most pressing first, as a letter tells it. */
export async function openAsksOfPerson(
  tx: Transaction,
  letter: ClaimedLetter,
  of: Prisma.AskWhereInput,
): Promise<Pick<TakeoverFacts, 'asks' | 'more'>> {
  const { partnershipId } = letter;
  const asked = await tx.ask.findMany({
    where: { partnershipId, ...of, outcome: null, concernId: null },
    orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
    select: { id: true, auditId: true, audit: { select: { number: true } } },
  });
  const first = asked.slice(0, shown);
  const words = await wordsOfAudits(
    tx,
    first.flatMap(({ auditId }) => auditId ?? []),
  );
  const each = first.map(({ id }) => ({ ...letter, id, ids: { ask: id } }));
  const facts = await asksOf(tx, each);
  return {
    asks: first.flatMap(({ id, auditId, audit }) => {
      const ask = facts.get(id);
      const own = words.get(auditId ?? '') ?? wordsSchema.parse({});
      return ask ? [{ ask, words: own, audit: audit?.number ?? '' }] : [];
    }),
    more: asked.length - first.length,
  };
}
