import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';

/**
 * What part a letter plays; still-due.ts decides by it.
 * opening: asks somebody; reminder: asks again; escalation: tells others of silence;
 * notice: tells of a changed date; answer: tells somebody what came of what they did;
 * way-in: a code or a link, for somebody who is waiting for it now.
 */
export type LetterRole = 'opening' | 'reminder' | 'escalation' | 'notice' | 'answer' | 'way-in';

export interface Letter {
  role: LetterRole;
  /** Null when a row that it tells of does not exist. */
  render(facts: LetterFacts): Content | null;
  /** How much there still is to ask for: at 0 it is not sent. */
  open?: (ask: AskFacts) => number;
  /** Only for somebody whom the letter that asks has reached. */
  afterAsking?: true;
  /**
   * Leaves by itself and at once, whatever else its reader was sent today: somebody waits for it,
   * somebody may be at risk, or a day in a calendar no longer holds.
   */
  alone?: true;
  /** Minutes after which nobody waits for it any more. */
  validMinutes?: number;
}

type Render = (ask: AskFacts, facts: LetterFacts) => Content;

/** A letter that tells of an ask. */
export function aboutAsk(
  role: Exclude<LetterRole, 'way-in'>,
  render: Render,
  open?: (ask: AskFacts) => number,
): Letter {
  return {
    role,
    render: (facts) => (facts.ask ? render(facts.ask, facts) : null),
    ...(open ? { open } : {}),
  };
}
