import type { Transaction } from './transaction.ts';

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
  now: Date;
}

/** Queues letters with the rows that they tell of; those already queued stay as they are. */
export async function queueLetters(tx: Transaction, letters: NewLetter[]): Promise<void> {
  if (letters.length === 0) return;
  await tx.letter.createMany({
    data: letters.map(({ now, auditId, thread, leavesAt, ...letter }) => ({
      ...letter,
      auditId: auditId ?? null,
      thread: thread ?? null,
      state: 'pending',
      queuedAt: now,
      nextAttemptAt: leavesAt ?? now,
      attempts: 0,
    })),
    skipDuplicates: true,
  });
}
