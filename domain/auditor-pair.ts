import type { FieldProblem } from './field-problem.ts';

/** The two auditors chosen for one child, by its number; empty where nobody was chosen. */
export interface TypedPair {
  number: number;
  first: string;
  second: string;
}

/** Why somebody cannot be an auditor of a child. */
export interface NotFor {
  number: number;
  contactId: string;
  why: 'wrote' | 'worked';
}

const whyWords: Record<NotFor['why'], string> = {
  wrote: 'wrote about this child',
  worked: 'worked with this family',
};

/** What is wrong with the pairs of auditors that somebody named (WA-8). */
export function pairProblems(
  pairs: readonly TypedPair[],
  given: { people: ReadonlyMap<string, string>; notFor: readonly NotFor[] },
): FieldProblem[] {
  return pairs.flatMap((pair) => {
    const { number, first, second } = pair;
    const field = `first-${number}`;
    if (first === '' && second === '') return [];
    if (first === '' || second === '') {
      const message = `Choose two auditors for C${number}.`;
      return [{ field: first === '' ? field : `second-${number}`, message }];
    }
    if (!given.people.has(first) || !given.people.has(second)) {
      return [{ field, message: `Choose both auditors of C${number} from the list.` }];
    }
    if (first === second) {
      const message = `The auditors of C${number} are two people: choose somebody else as well.`;
      return [{ field: `second-${number}`, message }];
    }
    return notIndependent(pair, given);
  });
}

function notIndependent(
  { number, first, second }: TypedPair,
  { people, notFor }: { people: ReadonlyMap<string, string>; notFor: readonly NotFor[] },
): FieldProblem[] {
  const own = notFor.filter((each) => each.number === number);
  return [
    { field: `first-${number}`, contactId: first },
    { field: `second-${number}`, contactId: second },
  ].flatMap(({ field, contactId }) => {
    const found = own.find((each) => each.contactId === contactId);
    if (!found) return [];
    const message = `${people.get(contactId)} ${whyWords[found.why]}, so somebody else looks at C${number}.`;
    return [{ field, message }];
  });
}
