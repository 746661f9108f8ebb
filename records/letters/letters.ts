import type { Transaction } from '../store/transaction.ts';

export interface NewLetter {
  partnershipId: string;
  /** A business key: the same letter is never queued twice. */
  key: string;
  /** The letter's name in emails/letters. */
  kind: string;
  contactId: string;
  auditId?: string | null;
  /** Ids and fixed words from which it is rendered when it leaves. */
  ids: Record<string, string | number | null>;
  /** The business key under which its mails are grouped by a mail program. */
  thread?: string;
  /** Not before this; at once where nothing is said. */
  leavesAt?: Date;
  /** Somebody has sent for it: it leaves although its reader has had today's email. */
  promptly?: boolean;
  now: Date;
}

/** Queues letters with the rows that they tell of; those already queued stay as they are. */
export async function queueLetters(tx: Transaction, letters: NewLetter[]): Promise<void> {
  if (letters.length === 0) return;
  await tx.letter.createMany({
    data: letters.map(({ now, auditId, thread, leavesAt, promptly, ...letter }) => ({
      ...letter,
      auditId: auditId ?? null,
      thread: thread ?? null,
      state: 'pending',
      queuedAt: now,
      nextAttemptAt: leavesAt ?? now,
      attempts: 0,
      promptly: promptly ?? false,
    })),
    skipDuplicates: true,
  });
}

/** Lets letters about these asks leave now that wait for another day; returns how many there were. */
export async function hastenLetters(
  tx: Transaction,
  asks: { id: string; step: string; contactId: string }[],
  now: Date,
): Promise<number> {
  return tx.$executeRaw`
    UPDATE "Letter" SET promptly = true, "nextAttemptAt" = ${now}
    WHERE state = 'pending' AND attempts = 0 AND "nextAttemptAt" > ${now}
      AND (ids->>'ask' = ANY(${asks.map(({ id }) => id)}::text[])
        OR (ids->>'asks', ids->>'asked') IN (
          SELECT * FROM unnest(${asks.map(({ step }) => step)}::text[],
            ${asks.map(({ contactId }) => contactId)}::text[])))`;
}
