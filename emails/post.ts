import type { Logger } from 'pino';
import { claimLetters } from '../records/letters/claim-letters.ts';
import type { ClaimedLetter } from '../records/letters/letter-facts.ts';
import { type FrozenLetter, freezeLetters } from '../records/letters/post.ts';
import {
  type Attempt,
  type PendingLetters,
  pendingLetters,
  recordAttempt,
} from '../records/store/attempts.ts';
import type { Records } from '../records/store/transaction.ts';
import { composeEmail } from './compose.ts';
import { type Letterhead, planLetter } from './letter-plans.ts';
import { openSmtp, type Smtp } from './smtp.ts';
import { letterKinds } from './still-due.ts';

/** Letters claimed together: one transaction decides on them and freezes them. */
const batchSize = 20;

export interface PostOptions {
  records: Records;
  mail: { url: string; from: string; replyTo?: string | undefined };
  publicUrl: string;
  logger?: Pick<Logger, 'info' | 'warn' | 'error'>;
}

export interface Post {
  /** Attempts the named letters once, together. What cannot leave now stays for `sendDue`. */
  send(keys: string[], now: Date): Promise<void>;
  /** Attempts what is left over and due; returns how many letters it took up. */
  sendDue(now: Date, limit: number): Promise<number>;
  pending(now: Date): Promise<PendingLetters>;
  /** Waits for the attempts under way. */
  close(): Promise<void>;
}

interface Office {
  records: Records;
  smtp: Smtp;
  head: Letterhead;
  logger: PostOptions['logger'];
}

/** Opens the post: claims letters from the outbox, writes them and hands each over in one attempt. */
export function openPost(options: PostOptions): Post {
  const { records, mail, publicUrl, logger } = options;
  const head = { sender: { from: mail.from, replyTo: mail.replyTo }, publicUrl };
  const office: Office = { records, smtp: openSmtp(mail.url), head, logger };
  const underWay = new Set<Promise<unknown>>();
  const watched = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  return {
    send: (keys, now) => watched(sendNamed(office, keys, now)),
    sendDue: (now, limit) => watched(sendLeftOver(office, limit, now)),
    pending: (now) => pendingLetters(records, { kinds: letterKinds, now }),
    async close() {
      await Promise.allSettled(underWay);
      office.smtp.close();
    },
  };
}

async function sendNamed(office: Office, keys: string[], now: Date): Promise<void> {
  for (let first = 0; first < keys.length; first += batchSize) {
    const which = { keys: keys.slice(first, first + batchSize) };
    const letters = await claimLetters(office.records, which, { kinds: letterKinds, now });
    if ((await sendBatch(office, letters, now)) === 'no-server') return;
  }
}

async function sendLeftOver(office: Office, limit: number, now: Date): Promise<number> {
  let taken = 0;
  while (taken < limit) {
    const which = { limit: Math.min(batchSize, limit - taken) };
    const letters = await claimLetters(office.records, which, { kinds: letterKinds, now });
    taken += letters.length;
    if ((await sendBatch(office, letters, now)) === 'no-server') break;
    if (letters.length < which.limit) break;
  }
  return taken;
}

/** With no mail server there, the letters not yet claimed need not be tried one by one. */
type BatchOutcome = 'done' | 'no-server';

async function sendBatch(
  office: Office,
  letters: ClaimedLetter[],
  now: Date,
): Promise<BatchOutcome> {
  if (letters.length === 0) return 'done';
  const ready = await freezeAll(office, letters, { now, alongside: true });
  const attempts = await Promise.all(
    ready.map(async ({ letter, frozen }) => {
      const attempt = await office.smtp.attempt(frozen);
      await recordAttempt(office.records, { letter, attempt, now });
      tell(office, letter, attempt);
      return attempt;
    }),
  );
  const unreachable = (each: Attempt) => 'code' in each && each.code === 'unreachable';
  return attempts.length > 0 && attempts.every(unreachable) ? 'no-server' : 'done';
}

type Ready = { letter: ClaimedLetter; frozen: FrozenLetter };

/**
 * All in one transaction; where one letter's rows make it fail, each reader's in their own, and then
 * each letter by itself.
 */
async function freezeAll(
  office: Office,
  letters: ClaimedLetter[],
  given: { now: Date; alongside: boolean },
): Promise<Ready[]> {
  const { now, alongside } = given;
  const writing = {
    plan: (known: Parameters<typeof planLetter>[0]) => planLetter(known, now),
    compose: (leaving: Parameters<typeof composeEmail>[1]) =>
      composeEmail(office.head, leaving, now),
    kinds: letterKinds,
  };
  try {
    const { ready, putAway } = await freezeLetters(office.records, letters, {
      writing,
      alongside,
      now,
    });
    for (const { letter, outcome, why } of putAway) tell(office, letter, { outcome, code: why });
    return ready;
  } catch (error) {
    const [letter] = letters;
    const readers = [...new Set(letters.map(({ contactId }) => contactId))];
    if (letter && letters.length === 1 && !alongside) {
      return setBackAfterFault(office, { letter, error, now });
    }
    const parts =
      readers.length > 1
        ? readers.map((reader) => letters.filter(({ contactId }) => contactId === reader))
        : letters.map((each) => [each]);
    const ready: Ready[] = [];
    for (const part of parts) {
      const still = alongside && readers.length > 1;
      ready.push(...(await freezeAll(office, part, { now, alongside: still })));
    }
    return ready;
  }
}

async function setBackAfterFault(
  office: Office,
  given: { letter: ClaimedLetter; error: unknown; now: Date },
): Promise<Ready[]> {
  const { letter, error, now } = given;
  const attempt = { outcome: 'set-back', code: 'fault', perhapsDelivered: false } as const;
  await recordAttempt(office.records, { letter, attempt, now });
  // Only the error's name: the text of a database error can hold what stands in the rows.
  const name = error instanceof Error ? error.name : 'unknown';
  office.logger?.error({ ...lineOf(letter), error: name }, 'letter not written');
  return [];
}

function tell(office: Office, letter: ClaimedLetter, how: { outcome: string; code?: string }) {
  const line = { ...lineOf(letter), ...how };
  if (how.outcome === 'failed') office.logger?.error(line, 'letter failed');
  else if (how.outcome === 'set-back') office.logger?.warn(line, 'letter set back');
  else office.logger?.info(line, `letter ${how.outcome}`);
}

/** Ids and fixed words only. */
function lineOf({ id, kind, partnershipId }: ClaimedLetter) {
  return { letter: id, kind, partnership: partnershipId };
}
