import { type Covers, coversAt } from '../access/cover.ts';
import { notToBeTold } from '../concerns/concern-ladder.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** Who is away now in the partnerships of some letters, and who acts for them. */
export type CoversOfLetters = Map<string, Covers>;

export async function coversOf(
  tx: Transaction,
  letters: ClaimedLetter[],
  now: Date,
): Promise<CoversOfLetters> {
  const covers: CoversOfLetters = new Map();
  for (const { partnershipId } of letters) {
    if (covers.has(partnershipId)) continue;
    covers.set(partnershipId, await coversAt(tx, partnershipId, now));
  }
  return covers;
}

/** Whose letters may meet in one email: their readers, who acts for these, and for whom these act. */
export function whoseLettersMeet(covers: CoversOfLetters, letters: ClaimedLetter[]): string[] {
  const readers = new Set<string>();
  for (const letter of letters) {
    const { away = [], standIn = (id: string) => id } = covers.get(letter.partnershipId) ?? {};
    const reader = standIn(ownerOf(letter));
    for (const id of [letter.contactId, ownerOf(letter), reader]) readers.add(id);
    for (const { contactId } of away) if (standIn(contactId) === reader) readers.add(contactId);
  }
  return [...readers];
}

/**
 * What the business unit is told goes to whoever acts for its reader at this moment, and back to the
 * reader who is there again. `isOffice` says of a letter as its reader would get it whether it leads
 * to the console: what somebody is asked for themselves stays theirs. Those of which the one who acts
 * has the same letter already come back as `told`.
 */
export async function passToCover(
  tx: Transaction,
  letters: ClaimedLetter[],
  given: {
    covers: CoversOfLetters;
    areOffice(letters: ClaimedLetter[]): Promise<ReadonlySet<string>>;
  },
): Promise<{ passed: ClaimedLetter[]; told: ClaimedLetter[] }> {
  const { covers, areOffice } = given;
  const isAway = ({ partnershipId, contactId }: ClaimedLetter) =>
    covers.get(partnershipId)?.away.some((each) => each.contactId === contactId) ?? false;
  const own = letters.map((letter) => ({ ...letter, contactId: ownerOf(letter) }));
  const office = await areOffice(own.filter(isAway));
  const passed: ClaimedLetter[] = [];
  const told: ClaimedLetter[] = [];
  for (const [at, letter] of own.entries()) {
    const { id, partnershipId, contactId: owner } = letter;
    const reader = office.has(id)
      ? (covers.get(partnershipId)?.standIn(owner, await excepted(tx, letter)) ?? owner)
      : owner;
    const moved = { ...letter, contactId: reader, insteadOfId: reader === owner ? null : owner };
    if (reader !== owner && (await hasTheSame(tx, moved))) told.push(moved);
    else passed.push(moved);
    const before = letters[at];
    if (before?.contactId === reader && before.insteadOfId === moved.insteadOfId) continue;
    const { contactId, insteadOfId } = moved;
    await tx.letter.update({ where: { id }, data: { contactId, insteadOfId } });
  }
  return { passed, told };
}

/** Whose letter it is, whoever reads it. */
export function ownerOf({ contactId, insteadOfId }: ClaimedLetter): string {
  return insteadOfId ?? contactId;
}

/** Those whom an urgent concern is about never hear of it by acting for somebody. */
async function excepted(tx: Transaction, { ids }: ClaimedLetter): Promise<ReadonlySet<string>> {
  if (typeof ids.concern !== 'string') return new Set();
  return notToBeTold(tx, { concernId: ids.concern, step: ids.step });
}

async function hasTheSame(tx: Transaction, letter: ClaimedLetter): Promise<boolean> {
  const { id, partnershipId, kind, contactId, queuedAt, ids } = letter;
  const same = await tx.letter.count({
    where: {
      id: { not: id },
      partnershipId,
      kind,
      contactId,
      queuedAt,
      ids: { equals: ids },
      state: { in: ['pending', 'sending', 'sent'] },
    },
  });
  return same > 0;
}
