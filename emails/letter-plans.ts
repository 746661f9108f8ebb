import type { ClaimedLetter, LetterFacts } from '../records/letters/letter-facts.ts';
import type { LetterPlan } from '../records/letters/post.ts';
import type { UnsentLetter } from '../records/letters/unsent-letters.ts';
import { findLetter } from './letters/catalog.ts';
import type { Sender } from './message.ts';
import { nextDayToldOf } from './next-day.ts';
import { stillDue } from './still-due.ts';

export interface Letterhead {
  sender: Sender;
  /** Where links lead, without a slash at its end. */
  publicUrl: string;
}

/** What is to become of a claimed letter: whether it is still to be sent, and how it may leave. */
export function planLetter(
  given: { letter: ClaimedLetter; facts: LetterFacts | undefined; unsent: UnsentLetter[] },
  now: Date,
): LetterPlan {
  const { letter, facts, unsent } = given;
  const type = findLetter(letter.kind);
  if (!type) return { outcome: 'failed', why: 'unknown-kind' };
  const content = facts ? type.render(facts) : null;
  if (!facts || !content) return { outcome: 'failed', why: 'row-missing' };
  const verdict = stillDue({ letter, type, facts, unsent }, now);
  if (verdict === 'hold') return { outcome: 'held' };
  if (verdict !== 'send') return { outcome: 'dropped', why: verdict.drop };
  return {
    outcome: 'send',
    alone: type.alone === true,
    invites: content.invitation !== undefined,
    office: content.button?.opens === 'console',
    tellsOf: nextDayToldOf(facts, now),
  };
}
