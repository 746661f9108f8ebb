import { nearest } from './nearest.ts';

/** A place in a profile, or in one part of it: keys and positions from its top. */
export type RulePath = readonly (string | number)[];

/** What does not fit together in a profile whose every part is right by itself. */
export interface RuleProblem {
  path: RulePath;
  message: string;
  /** Other places of the whole file without which nothing can be said: read wrong there, it is not said. */
  restsOn?: readonly RulePath[];
}

/** The same problems, each saying on what else it rests. */
export function resting(on: readonly RulePath[], problems: readonly RuleProblem[]): RuleProblem[] {
  return problems.map((each) => ({ ...each, restsOn: [...(each.restsOn ?? []), ...on] }));
}

/** Where a profile's tools are written. */
export const theTools: readonly RulePath[] = [['tool'], ['tools']];

/** The same problems, seen from further up in the file. */
export function within(path: RulePath, problems: readonly RuleProblem[]): RuleProblem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

/** What has a key in a list that holds it already. */
export function twice(
  keyed: readonly { key: string }[],
  path: RulePath,
  what: string,
): RuleProblem[] {
  return keyed.flatMap(({ key }, position) => {
    const first = keyed.findIndex((each) => each.key === key);
    if (first === position) return [];
    const message = `There is another ${what} "${key}" above. Each needs a key of its own.`;
    return [{ path: [...path, position, 'key'], message }];
  });
}

/** A name that stands for nothing, with what was probably meant. */
export function unknown(what: string, key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const hint = near ? `Did you mean "${near}"?` : `Known are: ${known.join(', ') || 'none'}.`;
  return `There is no ${what} "${key}". ${hint}`;
}
