import type { ClaimedLetter, LetterFacts } from '../records/letter-facts.ts';
import type { LetterPlan, UnsentLetter } from '../records/post.ts';
import type { Door } from './content.ts';
import { findLetter } from './letters/catalog.ts';
import type { Letter } from './letters/letter.ts';
import { type Sender, writeMessage } from './message.ts';
import { stillDue } from './still-due.ts';

export interface Letterhead {
  sender: Sender;
  /** Where links lead, without a slash at its end. */
  publicUrl: string;
}

interface Given {
  letter: ClaimedLetter;
  facts: LetterFacts | undefined;
  unsent: UnsentLetter[];
}

/** What is to become of a claimed letter: whether it is still to be sent, and how it is written. */
export function planLetter(head: Letterhead, given: Given, now: Date): LetterPlan {
  const type = findLetter(given.letter.kind);
  return type
    ? planKnown(head, { ...given, type }, now)
    : { outcome: 'failed', why: 'unknown-kind' };
}

function planKnown(head: Letterhead, given: Given & { type: Letter }, now: Date): LetterPlan {
  const { letter, type, facts, unsent } = given;
  const content = facts ? type.render(facts) : null;
  if (!facts || !content) return { outcome: 'failed', why: 'row-missing' };
  const verdict = stillDue({ letter, type, facts, unsent }, now);
  if (verdict === 'hold') return { outcome: 'held' };
  if (verdict !== 'send') return { outcome: 'dropped', why: verdict.drop };
  const door = content.button?.opens ?? null;
  return {
    outcome: 'send',
    opens: door === 'console' ? null : door,
    write: (token) => {
      const url = door && urlOf(head, door, token);
      return writeMessage(head.sender, { letter, facts, content, url, now });
    },
  };
}

function urlOf({ publicUrl }: Letterhead, door: Door, token: string | null): string {
  switch (door) {
    case 'asks':
      return `${publicUrl}/l/${token}`;
    case 'sign-in':
      return `${publicUrl}/console/sign-in/${token}`;
    case 'console':
      return `${publicUrl}/console`;
  }
}
