import { emailProblem } from './email-address.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';

/** Who of a family can be asked what they think of the help that they had. */
export const familyMembers = [
  { key: 'child', label: 'The child' },
  { key: 'parents', label: 'The parents' },
  { key: 'carers', label: 'The carers' },
] as const;

export type FamilyMember = (typeof familyMembers)[number]['key'];

export function isFamilyMember(key: string): key is FamilyMember {
  return familyMembers.some((each) => each.key === key);
}

export function memberWords(key: string): string {
  return familyMembers.find((each) => each.key === key)?.label ?? key;
}

/** Somebody of the agency by name and address. */
export interface NamedPerson {
  name: string;
  email: string;
}

/** With an answer on involvement: who of a child's family can be asked, and by whom. */
export interface FeedbackOffer {
  who: FamilyMember[];
  /** Null: whoever gives the answer. */
  by: NamedPerson | null;
}

/** What is wrong with a person as they were typed: nobody, or a name with an address. */
export function namedPersonProblem(person: NamedPerson | null): string | null {
  if (!person) return null;
  if (person.name === '') return 'Enter the name as well as the address.';
  if (person.name.length > 200) return 'A name can have at most 200 characters.';
  return emailProblem(person.email);
}

/** What was recorded of one of them: what they said, or why nothing was. */
export interface TypedFeedback {
  /** "given", "not-given", or nothing yet. */
  outcome: string;
  text: string;
}

export const longestFeedback = 10_000;

/** What is wrong with what was recorded, by "outcome-child" and "text-child". */
export function feedbackProblems(
  asked: readonly string[],
  typed: Readonly<Record<string, TypedFeedback>>,
): FieldProblem[] {
  return asked.flatMap((who) => {
    const { outcome = '', text = '' } = typed[who] ?? {};
    const whom = memberWords(who).replace('The ', 'the ');
    if (outcome !== 'given' && outcome !== 'not-given') {
      return [{ field: `outcome-${who}`, message: `Say whether ${whom} gave feedback.` }];
    }
    const missing =
      outcome === 'given' ? `Write what ${whom} said.` : `Say why ${whom} gave no feedback.`;
    return textProblems(`${outcome}-${who}`, text, { missing, longest: longestFeedback });
  });
}
