import type { Words } from '../../domain/words.ts';
import { coverRows } from '../access/cover.ts';
import { personOf } from '../directory/directory.ts';
import { todayIn } from '../directory/held-roles.ts';
import { askedOfOthers } from '../overview/office-tasks.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';
import type { AskFacts } from './letter-subjects.ts';
import { openAsksOfPerson } from './letter-takeover.ts';

/** For whom the reader covers, and what waits for that one now. */
export interface CoverFacts {
  of: string;
  /** The last day. */
  until: string;
  /** Whether these days still stand as they were set. */
  current: boolean;
  asks: { ask: AskFacts; words: Words; audit: string }[];
  more: number;
}

export async function coversOfLetters(
  records: Records,
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, CoverFacts>> {
  const found = new Map<string, CoverFacts>();
  for (const letter of letters) {
    if (!letter.kind.startsWith('cover/') || typeof letter.ids.cover !== 'string') continue;
    const { partnershipId } = letter;
    const row = await tx.cover.findFirst({ where: { id: letter.ids.cover, partnershipId } });
    if (!row) continue;
    const { name } = await personOf(records, tx, row.contactId);
    if (letter.kind === 'cover/ended') {
      const current = !(await coversAgain(tx, row, letter.claimedAt));
      found.set(letter.id, { of: name, until: row.toDate, current, asks: [], more: 0 });
      continue;
    }
    const open = await openAsksOfPerson(tx, letter, {
      contactId: row.contactId,
      OR: [{ agencyId: null, step: { notIn: [...askedOfOthers] } }, { step: 'check' }],
    });
    const current = row.endedAt === null;
    found.set(letter.id, { of: name, until: row.toDate, current, ...open });
  }
  return found;
}

/** Whether days were set again since, on which the same person covers now. */
async function coversAgain(
  tx: Transaction,
  cover: { partnershipId: string; contactId: string; coveredById: string },
  now: Date,
): Promise<boolean> {
  const { partnershipId, contactId, coveredById } = cover;
  const today = await todayIn(tx, partnershipId, now);
  const rows = await coverRows(tx, { partnershipId, contactId, from: today, to: today });
  return rows.some((row) => row.coveredById === coveredById);
}
