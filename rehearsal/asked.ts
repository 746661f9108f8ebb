import type { Profile } from '../domain/profile.ts';
import type { Ask } from '../prisma/client/client.ts';
import type { Records } from '../records/store/transaction.ts';

/** Somebody was asked for something, and now is when they act on it. */
export interface Asked {
  records: Records;
  ask: Ask;
  /** The process of the audit; of an urgent concern, the one whose settings rule it. */
  profile: Profile;
  cast: Cast;
  /** What a scenario adds to the word with which somebody answers. */
  more: AnswerMore;
  now: Date;
}

/** What is true of the invented place, whoever is asked. */
export interface Cast {
  /** Whether an agency (by its key) knew a child (by its number). */
  knows(agency: string, child: number): boolean;
}

export interface AnswerMore {
  /** The children (by number) that the answer is about; all where it names none. */
  children?: number[] | undefined;
  /** What is typed. */
  text?: string | undefined;
  /** The id of the agency that a concern is about. */
  aboutAgencyId?: string | undefined;
}

/** What a person does through the records, exactly as the pages do for them. */
export type Act = (asked: Asked) => Promise<void>;

/** The audit of the ask and who acts, as record functions are given them. */
export function inAudit({ ask }: Asked) {
  const { partnershipId, auditId, contactId } = ask;
  if (!auditId) throw new Error(`${ask.key} belongs to no audit`);
  return { of: { partnershipId, auditId }, by: { contactId } };
}

/** Ends the rehearsal with what was said where somebody could not do what they wanted. */
export function expectOutcome(what: string, outcome: { kind: string } | string, ...good: string[]) {
  const kind = typeof outcome === 'string' ? outcome : outcome.kind;
  if (good.includes(kind)) return;
  throw new Error(`${what}: ${JSON.stringify(outcome)}, not ${good.join(' or ')}`);
}
