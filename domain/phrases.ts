import type { Words } from './words.ts';

/** "a, b and c". */
export function listed(parts: readonly string[], and = 'and'): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`;
}

/** "1 working day", "3 working days". */
export function counted(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** "5 and 1 working days". */
export function workingDays(numbers: readonly number[]): string {
  return `${listed(numbers.map(String))} working ${numbers.every((each) => each === 1) ? 'day' : 'days'}`;
}

/** "a form", "an audit tool": what a partnership calls something, after its article. */
export function withArticle(noun: string): string {
  return `${/^(?!uni|use|one\b|eu)[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

export function officerOf(words: Words): string {
  return `the officer of the ${words.businessUnit}`;
}
