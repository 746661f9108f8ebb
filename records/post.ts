import { type ClaimedLetter, type LetterFacts, loadLetterFacts } from './letter-facts.ts';
import { issueLinkToken, lockContacts } from './links.ts';
import { openJson, sealJson } from './sealing.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

/** How long a claim stands: a letter left in "sending" for longer was left by a killed process. */
const claimMinutes = 2;

/**
 * Takes letters up for one attempt: those named, or those that have fallen due, among them the ones
 * that a killed process left behind. Of two posts that claim at once, each letter goes to one.
 * Letters of the kinds that `held` names wait while their audit is paused.
 */
export async function claimLetters(
  records: Records,
  which: { keys: string[] } | { limit: number },
  given: { held: string[]; now: Date },
): Promise<ClaimedLetter[]> {
  const { held, now } = given;
  const keys = 'keys' in which ? which.keys : null;
  const limit = 'keys' in which ? which.keys.length : which.limit;
  const leftBehind = new Date(now.getTime() - claimMinutes * 60_000);
  return records.database.$queryRaw<ClaimedLetter[]>`
    UPDATE "Letter" SET state = 'sending', "claimedAt" = ${now}, attempts = attempts + 1
    WHERE id IN (
      SELECT l.id FROM "Letter" l LEFT JOIN "Audit" a ON a.id = l."auditId"
      WHERE (${keys}::text[] IS NULL OR l.key = ANY(${keys}::text[]))
        AND ((l.state = 'pending'
            AND (l."nextAttemptAt" <= ${now} OR (l.attempts = 0 AND ${keys !== null})))
          OR (l.state = 'sending' AND l."claimedAt" <= ${leftBehind}))
        AND (a.state IS DISTINCT FROM 'paused' OR l.kind <> ALL(${held}::text[]))
      ORDER BY l."nextAttemptAt", l.key
      LIMIT ${limit}
      FOR UPDATE OF l SKIP LOCKED)
    RETURNING id, "partnershipId", key, kind, "contactId", "auditId", ids, thread, "queuedAt",
      attempts, "claimedAt", "frozenSealed"`;
}

/** The bytes of one letter and their envelope, as they go into the attempt and into any copy of it. */
export interface FrozenLetter {
  messageId: string;
  from: string;
  to: string;
  mime: string;
}

/** What is to become of a claimed letter. */
export type LetterPlan =
  | { outcome: 'dropped' | 'failed'; why: string }
  | { outcome: 'held' }
  | {
      outcome: 'send';
      /** What the letter's link opens; null where it has none. */
      opens: 'asks' | 'sign-in' | null;
      write(token: string | null): Promise<FrozenLetter>;
    };

/** A letter that has not left yet. */
export interface UnsentLetter {
  key: string;
  kind: string;
  contactId: string;
  queuedAt: Date;
}

type MakePlan = (given: {
  letter: ClaimedLetter;
  facts: LetterFacts | undefined;
  /** The unsent letters about the same to the same reader, this one included. */
  unsent: UnsentLetter[];
}) => LetterPlan;

/** What came of a batch: letters ready for their attempt, and those that are not sent now. */
interface FrozenBatch {
  ready: { letter: ClaimedLetter; frozen: FrozenLetter }[];
  putAway: { letter: ClaimedLetter; outcome: 'dropped' | 'failed' | 'held'; why: string }[];
}

/**
 * Settles for claimed letters, in one transaction, whether they are still due, and freezes the bytes
 * of those that are, with the link in them. What was frozen before stays as it is.
 */
export async function freezeLetters(
  records: Records,
  letters: ClaimedLetter[],
  given: { plan: MakePlan; now: Date },
): Promise<FrozenBatch> {
  return transaction(records, async (tx) => {
    // All at once and in order, so that two batches never wait for one another.
    await lockContacts(tx, [...new Set(letters.map(({ contactId }) => contactId))]);
    const facts = await loadLetterFacts(records, tx, letters);
    const unsent = await unsentOf(tx, letters);
    const batch: FrozenBatch = { ready: [], putAway: [] };
    for (const letter of letters) {
      const { id } = letter;
      const plan = given.plan({ letter, facts: facts.get(id), unsent: unsent.get(id) ?? [] });
      if (plan.outcome !== 'send') {
        await putAway(tx, letter, plan);
        const why = plan.outcome === 'held' ? 'paused' : plan.why;
        batch.putAway.push({ letter, outcome: plan.outcome, why });
        continue;
      }
      const frozen = letter.frozenSealed
        ? await thaw(records, tx, letter)
        : await freeze(records, tx, { letter, plan, now: given.now });
      if (frozen) batch.ready.push({ letter, frozen });
    }
    return batch;
  });
}

async function putAway(
  tx: Transaction,
  letter: ClaimedLetter,
  plan: Exclude<LetterPlan, { outcome: 'send' }>,
): Promise<void> {
  const data =
    plan.outcome === 'held'
      ? { state: 'pending', claimedAt: null, attempts: letter.attempts - 1 }
      : { state: plan.outcome, failure: plan.why, claimedAt: null, frozenSealed: null };
  await tx.letter.updateMany({ where: ours(letter), data });
  if (plan.outcome !== 'held') await forgetDigits(tx, letter);
}

async function freeze(
  records: Records,
  tx: Transaction,
  given: { letter: ClaimedLetter; plan: Extract<LetterPlan, { outcome: 'send' }>; now: Date },
): Promise<FrozenLetter | null> {
  const { letter, plan, now } = given;
  const { id, partnershipId, contactId } = letter;
  const token = plan.opens
    ? await issueLinkToken(tx, { partnershipId, contactId, letterId: id, purpose: plan.opens, now })
    : null;
  const frozen = await plan.write(token);
  const key = await records.keyring.partnership(tx, partnershipId);
  const { count } = await tx.letter.updateMany({
    where: ours(letter),
    data: { messageId: frozen.messageId, frozenSealed: sealJson(key, placeOf(letter), frozen) },
  });
  await forgetDigits(tx, letter);
  return count === 1 ? frozen : null;
}

/** A code's digits are kept only until its letter holds them, or is not to be sent. */
async function forgetDigits(tx: Transaction, { ids, partnershipId }: ClaimedLetter): Promise<void> {
  if (typeof ids.code !== 'string') return;
  await tx.linkCode.updateMany({
    where: { id: ids.code, partnershipId },
    data: { codeSealed: null },
  });
}

async function thaw(
  records: Records,
  tx: Transaction,
  letter: ClaimedLetter,
): Promise<FrozenLetter> {
  const key = await records.keyring.partnership(tx, letter.partnershipId);
  return openJson<FrozenLetter>(key, placeOf(letter), letter.frozenSealed as Uint8Array);
}

/**
 * A colleague has one ask per child that is allocated to them, but gets one letter about all of
 * them: their letters count as letters about the same. Where a letter tells of all asks of a kind,
 * its thread says which.
 */
async function unsentOf(
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
    SELECT l.key, l.kind, l."contactId", l."queuedAt", same.own AS ask
    FROM same JOIN "Letter" l ON l.ids->>'ask' = same.ask
    WHERE l.state IN ('pending', 'sending')
    UNION ALL
    SELECT key, kind, "contactId", "queuedAt", thread AS ask FROM "Letter"
    WHERE state IN ('pending', 'sending') AND thread = ANY(${threads}::text[])`;
  const same = (letter: ClaimedLetter) =>
    rows.filter(
      (row) => row.ask === (letter.ids.ask ?? letter.thread) && row.contactId === letter.contactId,
    );
  return new Map(letters.map((letter) => [letter.id, same(letter)]));
}

/** Only while the claim is still this one. */
export function ours(letter: ClaimedLetter) {
  return { id: letter.id, state: 'sending', claimedAt: letter.claimedAt };
}

function placeOf(letter: ClaimedLetter): string {
  return `Letter.frozenSealed/${letter.id}`;
}
