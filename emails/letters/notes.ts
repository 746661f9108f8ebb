import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';

/** Under every button that opens a person's asks. */
export const linkNote =
  'The link is for you alone, so please do not forward it. Before it shows anything confidential we email you a six-digit code.';

/** Where an agency has nobody to ask, the business unit's officer gets the letter instead. */
export function standingIn(facts: LetterFacts, ask: AskFacts): string[] {
  if (facts.reader.agency !== null || ask.agency === null) return [];
  return [
    `Nobody is recorded as safeguarding lead or deputy of ${ask.agency}, so this comes to you. Please ask the agency by phone and answer on its behalf.`,
  ];
}
