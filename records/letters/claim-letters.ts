import { Prisma } from '../../prisma/client/client.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** How long a claim stands: a letter left in "sending" for longer was left by a killed process. */
const claimMinutes = 2;

/** How long a letter waits for those that the clock is about to queue beside it. */
const gatheringMinutes = 2;

/** What the emails know of kinds, for whoever only reads rows. */
export interface LetterKinds {
  /** They wait while their audit is paused. */
  held: string[];
  /** They leave by themselves, and wait for no other letter. */
  alone: string[];
}

const columns = Prisma.sql`id, "partnershipId", key, kind, "contactId", "auditId", ids, thread,
  "queuedAt", attempts, "claimedAt", "frozenSealed", promptly, "insteadOfId"`;

/**
 * Takes letters up for one attempt: those named, or those that have fallen due, among them the ones
 * that a killed process left behind. Of two posts that claim at once, each letter goes to one.
 */
export async function claimLetters(
  records: Records,
  which: { keys: string[] } | { limit: number },
  given: { kinds: LetterKinds; now: Date },
): Promise<ClaimedLetter[]> {
  const { kinds, now } = given;
  const keys = 'keys' in which ? which.keys : null;
  const limit = 'keys' in which ? which.keys.length : which.limit;
  return records.database.$queryRaw<ClaimedLetter[]>`
    UPDATE "Letter" SET state = 'sending', "claimedAt" = ${now}, attempts = attempts + 1
    WHERE id IN (
      SELECT l.id FROM "Letter" l LEFT JOIN "Audit" a ON a.id = l."auditId"
      WHERE (${keys}::text[] IS NULL OR l.key = ANY(${keys}::text[]))
        AND l."insideId" IS NULL
        AND ((l.state = 'pending'
            AND (l."nextAttemptAt" <= ${now} OR (l.attempts = 0 AND ${keys !== null})))
          OR (l.state = 'sending' AND l."claimedAt" <= ${leftBehind(now)}))
        AND NOT ${isHeld(kinds)}
        AND (${keys !== null} OR NOT ${isGathered(kinds, now)})
      ORDER BY l."nextAttemptAt", l.key
      LIMIT ${limit}
      FOR UPDATE OF l SKIP LOCKED)
    RETURNING ${columns}`;
}

/** The letters that another post has not taken over since they were claimed. */
export async function stillClaimed(
  tx: Transaction,
  claimed: ClaimedLetter[],
): Promise<ClaimedLetter[]> {
  const rows = await tx.$queryRaw<{ id: string; frozen: boolean }[]>`
    SELECT id, "frozenSealed" IS NOT NULL AS frozen FROM "Letter"
    WHERE id = ANY(${claimed.map(({ id }) => id)}::text[]) AND state = 'sending'
      AND "claimedAt" = ${claimed[0]?.claimedAt ?? null} AND "insideId" IS NULL`;
  return claimed.filter(({ id, frozenSealed }) =>
    rows.some((row) => row.id === id && row.frozen === (frozenSealed !== null)),
  );
}

/**
 * Whatever else is due now for those whose letters meet with these in one email, also what another
 * post has taken up and not written yet. They are locked, so that of two posts one writes all.
 */
export async function claimAlongside(
  tx: Transaction,
  letters: ClaimedLetter[],
  given: { kinds: LetterKinds; readersOf(letters: ClaimedLetter[]): string[]; now: Date },
): Promise<ClaimedLetter[]> {
  const { kinds, readersOf, now } = given;
  const gathering = letters.filter(
    ({ kind, frozenSealed }) => frozenSealed === null && !kinds.alone.includes(kind),
  );
  if (gathering.length === 0) return [];
  return tx.$queryRaw<ClaimedLetter[]>`
    UPDATE "Letter" SET state = 'sending', "claimedAt" = ${letters[0]?.claimedAt ?? now},
      attempts = attempts + CASE WHEN state = 'pending' THEN 1 ELSE 0 END
    WHERE id IN (
      SELECT l.id FROM "Letter" l LEFT JOIN "Audit" a ON a.id = l."auditId"
      WHERE l."contactId" = ANY(${readersOf(gathering)}::text[])
        AND l.id <> ALL(${letters.map(({ id }) => id)}::text[])
        AND l.kind <> ALL(${kinds.alone}::text[])
        AND l."frozenSealed" IS NULL AND l."insideId" IS NULL
        AND ((l.state = 'pending' AND l."nextAttemptAt" <= ${now}) OR l.state = 'sending')
        AND NOT ${isHeld(kinds)})
    RETURNING ${columns}`;
}

/** The letters that stand in the same emails as these. */
export async function lettersInside(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<(ClaimedLetter & { insideId: string })[]> {
  if (letters.length === 0) return [];
  return tx.$queryRaw<(ClaimedLetter & { insideId: string })[]>`
    SELECT ${columns}, "insideId" FROM "Letter"
    WHERE "insideId" = ANY(${letters.map(({ id }) => id)}::text[]) ORDER BY key`;
}

/** Only while the claim is still this one. */
export function ours(letter: ClaimedLetter) {
  return { id: letter.id, state: 'sending', claimedAt: letter.claimedAt };
}

export function isHeld({ held }: LetterKinds): Prisma.Sql {
  return Prisma.sql`(a.state IS NOT DISTINCT FROM 'paused' AND l.kind = ANY(${held}::text[]))`;
}

/**
 * The clock has something due in this partnership that it has not done yet, such as the other
 * letters of this morning: the letter waits for them, though not for long.
 */
export function isGathered({ alone }: LetterKinds, now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - gatheringMinutes * 60_000);
  return Prisma.sql`(l.state = 'pending' AND l.kind <> ALL(${alone}::text[]) AND NOT l.promptly
    AND l.attempts = 0 AND l."nextAttemptAt" > ${since} AND (
      EXISTS (SELECT 1 FROM "Ask" k JOIN "Audit" o ON o.id = k."auditId" AND o.state = 'open'
        WHERE k."partnershipId" = l."partnershipId" AND k."nextAt" <= ${now} AND k.outcome IS NULL)
      OR EXISTS (SELECT 1 FROM "WorkPlan" w
        WHERE w."partnershipId" = l."partnershipId" AND w."statusAt" <= ${now})))`;
}

function leftBehind(now: Date): Date {
  return new Date(now.getTime() - claimMinutes * 60_000);
}
