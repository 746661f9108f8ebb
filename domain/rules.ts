import { z } from 'zod';
import { addMonths, type PlainDate } from './calendar.ts';
import { keySchema } from './stages/asks.ts';
import { readTypedDate } from './typed-date.ts';

/** A question about a case on which a rule can rest: all types but free text and grades. */
const value = z.union([z.string(), z.number()]);

const fact = keySchema.describe(
  'The key of a fact, or "age": the child\'s age in years on the last day of the audit period.',
);

/**
 * When a section or a question is asked, over what is known of the case. `fact` is the key of one of
 * the profile's facts, or "age": the child's age in years on the last day of the audit period.
 */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { fact: string; equals: string | number }
  | { fact: string; in: (string | number)[] }
  | { fact: string; atLeast: number }
  | { fact: string; withinMonths: number }
  | { fact: string; inPeriod: true };

export const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(ruleSchema).min(1).describe('Each of these rules holds.') }),
    z.strictObject({ any: z.array(ruleSchema).min(1).describe('One of these rules holds.') }),
    // A description of its own would make another schema of it each time that it is looked into.
    z.strictObject({ not: z.lazy(() => ruleSchema).describe('This rule does not hold.') }),
    z.strictObject({ fact, equals: value.describe('It is this: an option, yes or no, a number.') }),
    z.strictObject({ fact, in: z.array(value).min(1).describe('It is one of these.') }),
    z.strictObject({ fact, atLeast: z.number().describe('A number that is as large or larger.') }),
    z.strictObject({
      fact,
      withinMonths: z
        .int()
        .min(1)
        .max(240)
        .describe('A date in the last so many months of the audit period.'),
    }),
    z.strictObject({
      fact,
      inPeriod: z
        .literal(true)
        .describe('A date in the audit period, as it was fixed when the audit started.'),
    }),
  ]),
);

/** The fact that nobody states: it is counted from the child's date of birth. */
export const ageFact = 'age';

/** What is known of a case when a rule is asked. */
export interface Known {
  /** What was stated, by fact; empty text where it was left open and may be, absent where not yet said. */
  facts: Record<string, string | undefined>;
  age: number | null;
  period: { from: PlainDate; to: PlainDate };
}

/** Whether a rule holds; null where what it rests on has not been said. */
export function holds(rule: Rule, known: Known): boolean | null {
  if ('all' in rule) return every(rule.all.map((each) => holds(each, known)));
  if ('any' in rule) return not(every(rule.any.map((each) => not(holds(each, known)))));
  if ('not' in rule) return not(holds(rule.not, known));
  if (rule.fact === ageFact)
    return known.age === null ? null : compares(rule, String(known.age), known);
  const said = known.facts[rule.fact];
  if (said === undefined) return null;
  return said.trim() !== '' && compares(rule, said.trim(), known);
}

/** The facts that a rule rests on, each with the path to where it is named. */
export function factsNamed(
  rule: Rule,
  path: (string | number)[] = [],
): { path: (string | number)[]; leaf: Extract<Rule, { fact: string }> }[] {
  if ('all' in rule) return rule.all.flatMap((each, at) => factsNamed(each, [...path, 'all', at]));
  if ('any' in rule) return rule.any.flatMap((each, at) => factsNamed(each, [...path, 'any', at]));
  if ('not' in rule) return factsNamed(rule.not, [...path, 'not']);
  return [{ path: [...path, 'fact'], leaf: rule }];
}

function compares(rule: Extract<Rule, { fact: string }>, said: string, { period }: Known): boolean {
  if ('equals' in rule) return said === String(rule.equals);
  if ('in' in rule) return rule.in.some((each) => said === String(each));
  if ('atLeast' in rule) return Number(said) >= rule.atLeast;
  const date = readTypedDate(said);
  if (!date) return false;
  const from = 'inPeriod' in rule ? period.from : addMonths(period.to, -rule.withinMonths);
  return date >= from && date <= period.to;
}

function every(each: (boolean | null)[]): boolean | null {
  if (each.includes(false)) return false;
  return each.includes(null) ? null : true;
}

function not(holding: boolean | null): boolean | null {
  return holding === null ? null : !holding;
}
