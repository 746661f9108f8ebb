import type { TestResults } from './test-results.ts';

export interface Requirement {
  /** "DD-14". */
  number: string;
  text: string;
}

export interface CoveredRequirement extends Requirement {
  tests: { file: string; name: string; state: string }[];
}

const line = /^- ([A-Z]{2}-\d+) (.+)$/;

/** The lines of the document that begin with a number, in its order. */
export function readRequirements(text: string): Requirement[] {
  return text.split('\n').flatMap((each) => {
    const [, number, words] = line.exec(each) ?? [];
    return number && words ? [{ number, text: words }] : [];
  });
}

/** Each line with the tests whose names carry its number. */
export function coverage(lines: Requirement[], results: TestResults): CoveredRequirement[] {
  const tests = Object.entries(results)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([file, all]) => all.map((test) => ({ file, ...test })));
  return lines.map((requirement) => {
    const carries = new RegExp(`\\b${requirement.number}\\b`);
    return { ...requirement, tests: tests.filter(({ name }) => carries.test(name)) };
  });
}

/** The document with the tests of each line below it, in place of those that stood there. */
export function withTests(text: string, covered: CoveredRequirement[]): string {
  const byNumber = new Map(covered.map((each) => [each.number, each]));
  return text
    .split('\n')
    .filter((each) => !each.startsWith('  - '))
    .flatMap((each) => {
      const tests = byNumber.get(line.exec(each)?.[1] ?? '')?.tests ?? [];
      return [each, ...tests.map(({ file, name }) => `  - ${file}: ${name}`)];
    })
    .join('\n');
}
