import { nameWords as knownNameWords } from './known-names.ts';
import type { Tool } from './tool.ts';

/** Who was named as working with a child when the agency said that it knew the child. */
export interface NamedWorkers {
  caseHolder?: string;
  lineManager?: string;
}

export type Clash = 'case-holder' | 'line-manager';

/**
 * Whether the person who completes a tool is one of those who may not, whatever they declare: the
 * case holder or line manager named for that child. Null where the process does not restrict it.
 */
export function independenceClash(
  rule: Tool['independence'],
  respondent: { name: string; email: string },
  named: readonly NamedWorkers[],
): Clash | null {
  if (rule?.notCaseHolder && named.some((each) => isSamePerson(respondent, each.caseHolder))) {
    return 'case-holder';
  }
  if (rule?.notLineManager && named.some((each) => isSamePerson(respondent, each.lineManager))) {
    return 'line-manager';
  }
  return null;
}

/**
 * Whether what somebody typed names this person. "Nair, Priya", "PC Priya Nair", "P Nair" and
 * "priya.nair@…" all name Priya Nair, and "Tom Lee / Priya Nair" does too: of two wrong answers,
 * asking somebody else once too often is the lesser.
 */
export function isSamePerson(
  person: { name: string; email: string },
  typed: string | undefined,
): boolean {
  const own = [nameWords(person.name), localPartWords(person.email)];
  return (typed ?? '').split(/[;/&\n]|\band\b/i).some((one) => {
    const emails = one.match(/[^\s<>(),]+@[^\s<>(),]+/g) ?? [];
    if (emails.some((email) => email.toLowerCase() === person.email.trim().toLowerCase()))
      return true;
    const withoutEmails = one.replace(/[<([]?\s*[^\s<>(),]+@[^\s<>(),]+/g, ' ');
    const named = [nameWords(withoutEmails), ...emails.map(localPartWords)];
    return own.some((words) => named.some((other) => isSameName(words, other)));
  });
}

function isSameName(one: string[], other: string[]): boolean {
  if (one.length > other.length) return isSameName(other, one);
  const [first = ''] = one;
  if (one.length < 2) return other.includes(first) || runTogether(other).includes(first);
  const shared = one.filter((word) => word.length > 1 && other.includes(word));
  if (shared.length > 1) return true;
  return shared.length === 1 && shareInitial(without(one, shared), without(other, shared));
}

// "J Smith" may be any of the J Smiths; two full forenames that differ are two people.
function shareInitial(one: string[], other: string[]): boolean {
  return one.some((word) =>
    other.some((each) => (word.length === 1 || each.length === 1) && word[0] === each[0]),
  );
}

function without(words: string[], shared: string[]): string[] {
  return words.filter((word) => !shared.includes(word));
}

// As in "jsmith", "smithj" and "janesmith".
function runTogether(words: string[]): string[] {
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  return [`${first[0]}${last}`, `${last}${first[0]}`, `${first}${last}`, `${last}${first}`];
}

function localPartWords(email: string): string[] {
  const [local = ''] = email.split('@');
  return nameWords(local.replace(/[\d._+-]+/g, ' ').trim());
}

function nameWords(name: string): string[] {
  return knownNameWords(name.replace(/['’`]/g, ''));
}
