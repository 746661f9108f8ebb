import { isGathered, isHeld, type LetterKinds, ours } from '../letters/claim-letters.ts';
import type { ClaimedLetter } from '../letters/letter-facts.ts';
import { unbound } from '../letters/post.ts';
import { type Records, transaction } from './transaction.ts';

/** Minutes until the next attempt; the last one repeats. Eighty attempts take three days. */
const backOffMinutes = [1, 2, 5, 10, 30, 60];
const attemptsAtMost = 80;

/** How one attempt went; codes are SMTP status codes or fixed words, never a server's text. */
export type Attempt =
  | { outcome: 'sent' }
  | { outcome: 'set-back'; code: string; perhapsDelivered: boolean }
  | { outcome: 'failed'; code: string; bounced: boolean };

/**
 * Records how an attempt went, for every letter in the email; nothing when it has been taken over in
 * the meantime.
 */
export async function recordAttempt(
  records: Records,
  given: { letter: ClaimedLetter; attempt: Attempt; now: Date },
): Promise<void> {
  const { letter, attempt, now } = given;
  if (attempt.outcome === 'sent') await recordSent(records, letter, now);
  else if (attempt.outcome === 'failed' || letter.attempts >= attemptsAtMost) {
    await recordFailure(records, { letter, attempt, now });
  } else {
    await setBack(records, { letter, attempt, now });
  }
}

async function recordSent(records: Records, letter: ClaimedLetter, now: Date): Promise<void> {
  const data = { state: 'sent', sentAt: now, failure: null, claimedAt: null, frozenSealed: null };
  await transaction(records, async (tx) => {
    const { count } = await tx.letter.updateMany({ where: ours(letter), data });
    if (count === 1) await tx.letter.updateMany({ where: insideOf(letter), data });
  });
}

/** The other letters in an email, by the letter that leads it. */
function insideOf({ id }: ClaimedLetter) {
  return { insideId: id, state: { in: ['sending', 'pending'] } };
}

async function recordFailure(
  records: Records,
  given: { letter: ClaimedLetter; attempt: Exclude<Attempt, { outcome: 'sent' }>; now: Date },
): Promise<void> {
  const { letter, attempt, now } = given;
  const data = {
    ...unbound,
    state: 'failed',
    failure: attempt.code,
    claimedAt: null,
    frozenSealed: null,
  };
  await transaction(records, async (tx) => {
    const { count } = await tx.letter.updateMany({ where: ours(letter), data });
    if (count === 0) return;
    await tx.letter.updateMany({ where: insideOf(letter), data });
    if (attempt.outcome !== 'failed' || !attempt.bounced) return;
    await tx.contact.updateMany({
      where: { id: letter.contactId, partnershipId: letter.partnershipId },
      data: { bouncedAt: now, bounceReason: attempt.code },
    });
  });
}

async function setBack(
  records: Records,
  given: { letter: ClaimedLetter; attempt: Extract<Attempt, { outcome: 'set-back' }>; now: Date },
): Promise<void> {
  const { letter, attempt, now } = given;
  const minutes = backOffMinutes[letter.attempts - 1] ?? (backOffMinutes.at(-1) as number);
  // A copy of what may have been delivered must be the same; and a code is written only once.
  const staysFrozen =
    attempt.perhapsDelivered || letter.frozenSealed !== null || typeof letter.ids.code === 'string';
  const data = {
    state: 'pending',
    nextAttemptAt: new Date(now.getTime() + minutes * 60_000),
    failure: attempt.code,
    claimedAt: null,
    ...(staysFrozen ? {} : { ...unbound, frozenSealed: null }),
  };
  await transaction(records, async (tx) => {
    const { count } = await tx.letter.updateMany({ where: ours(letter), data });
    if (count === 0) return;
    await tx.letter.updateMany({ where: insideOf(letter), data });
    if (!staysFrozen) await tx.linkToken.deleteMany({ where: { letterId: letter.id } });
  });
}

/** Letters on their way at `now`: due or in somebody's hands, and those set back until later. */
export interface PendingLetters {
  due: number;
  later: number;
  nextAt: Date | null;
}

/** Counts what has not left; letters held back by a pause or by the clock are not waited for. */
export async function pendingLetters(
  records: Records,
  given: { kinds: LetterKinds; now: Date },
): Promise<PendingLetters> {
  const { kinds, now } = given;
  const [row] = await records.database.$queryRaw<PendingLetters[]>`
    SELECT count(*) FILTER (WHERE l.state = 'sending' OR l."nextAttemptAt" <= ${now})::int AS due,
      count(*) FILTER (WHERE l.state = 'pending' AND l."nextAttemptAt" > ${now})::int AS later,
      min(l."nextAttemptAt") FILTER (WHERE l.state = 'pending') AS "nextAt"
    FROM "Letter" l LEFT JOIN "Audit" a ON a.id = l."auditId"
    WHERE l.state IN ('pending', 'sending') AND l."insideId" IS NULL
      AND NOT ${isHeld(kinds)} AND NOT ${isGathered(kinds, now)}`;
  return row ?? { due: 0, later: 0, nextAt: null };
}
