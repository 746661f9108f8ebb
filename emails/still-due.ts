import type { LetterKinds } from '../records/letters/claim-letters.ts';
import type { ClaimedLetter, LetterFacts } from '../records/letters/letter-facts.ts';
import type { UnsentLetter } from '../records/letters/unsent-letters.ts';
import { findLetter, letters } from './letters/catalog.ts';
import type { Letter, LetterRole } from './letters/letter.ts';

/** Why a letter is not sent after all, as it stands in its row. */
type DropReason =
  | 'left'
  | 'cancelled'
  | 'settled'
  | 'not-theirs'
  | 'superseded'
  | 'nothing-open'
  | 'never-told'
  | 'expired'
  | 'used';

type Verdict = 'send' | 'hold' | { drop: DropReason };

export const letterKinds: LetterKinds = {
  held: kindsOf((letter) => belongsToAudit(letter.role)),
  alone: kindsOf((letter) => letter.alone === true),
};

function kindsOf(isOne: (letter: Letter) => boolean): string[] {
  return Object.entries(letters).flatMap(([kind, letter]) => (isOne(letter) ? kind : []));
}

function belongsToAudit(role: LetterRole): boolean {
  return role !== 'answer' && role !== 'way-in';
}

/** Whether a letter is still to be sent, by the rows as they stand at this moment. */
export function stillDue(
  given: { letter: ClaimedLetter; type: Letter; facts: LetterFacts; unsent: UnsentLetter[] },
  now: Date,
): Verdict {
  const { letter, type, facts } = given;
  if (facts.reader.left) return { drop: 'left' };
  if (belongsToAudit(type.role)) {
    if (facts.audit?.state === 'cancelled') return { drop: 'cancelled' };
    if (facts.audit?.state === 'paused') return 'hold';
  }
  if (facts.code) return codeVerdict(letter, facts.code, now);
  if (type.validMinutes !== undefined && isOlder(letter.queuedAt, type.validMinutes, now)) {
    return { drop: 'expired' };
  }
  const { riskReport } = facts;
  if (riskReport?.scheduledFor && letter.kind !== 'risk-report/scheduled') {
    return { drop: 'settled' };
  }
  if (facts.cover && !facts.cover.current) return { drop: 'settled' };
  if (facts.pack?.children === 0) return { drop: 'nothing-open' };
  if (facts.planned && !facts.planned.offered) return { drop: 'settled' };
  if (facts.concern && !facts.concern.current) return { drop: 'settled' };
  if (type.afterAsking && !facts.ask?.told) return { drop: 'never-told' };
  return facts.ask && belongsToAudit(type.role) ? askVerdict(given, facts.ask) : 'send';
}

function codeVerdict(
  letter: ClaimedLetter,
  code: NonNullable<LetterFacts['code']>,
  now: Date,
): Verdict {
  if (code.usedAt) return { drop: 'used' };
  const written = letter.frozenSealed !== null || code.digits !== null;
  return code.expiresAt > now && written ? 'send' : { drop: 'expired' };
}

function askVerdict(
  given: { letter: ClaimedLetter; type: Letter; facts: LetterFacts; unsent: UnsentLetter[] },
  ask: NonNullable<LetterFacts['ask']>,
): Verdict {
  const { letter, type } = given;
  const escalates = type.role === 'escalation';
  // An ask may close in the same moment in which its silence is told to others.
  if (ask.outcome !== null && !(escalates && ask.outcome === 'not-answered')) {
    return { drop: 'settled' };
  }
  if (!escalates && ask.contactId !== letter.contactId) return { drop: 'not-theirs' };
  if (isSuperseded(letter, type.role, given.unsent)) return { drop: 'superseded' };
  return type.open?.(ask) === 0 ? { drop: 'nothing-open' } : 'send';
}

/**
 * After a standstill one letter about an ask is enough for its reader: the asking itself before
 * everything else, since it says all that is to be said; otherwise the newest of its sort.
 */
function isSuperseded(
  letter: Pick<UnsentLetter, 'key' | 'queuedAt'>,
  role: LetterRole,
  unsent: UnsentLetter[],
): boolean {
  if (role !== 'opening' && role !== 'reminder' && role !== 'notice') return false;
  const others = unsent.filter((other) => other.key !== letter.key);
  const roleOf = (other: UnsentLetter) => findLetter(other.kind)?.role;
  if (role !== 'opening' && others.some((other) => roleOf(other) === 'opening')) return true;
  return others.some((other) => roleOf(other) === role && isNewer(other, letter));
}

function isNewer(
  a: Pick<UnsentLetter, 'key' | 'queuedAt'>,
  b: Pick<UnsentLetter, 'key' | 'queuedAt'>,
): boolean {
  const apart = a.queuedAt.getTime() - b.queuedAt.getTime();
  return apart > 0 || (apart === 0 && a.key > b.key);
}

function isOlder(since: Date, minutes: number, now: Date): boolean {
  return now.getTime() - since.getTime() > minutes * 60_000;
}
