import { describe, expect, it } from 'vitest';
import { ruleInWords } from '../../domain/rule-in-words.ts';
import type { Rule } from '../../domain/rules.ts';
import { factSchema } from '../../domain/tool.ts';
import { wordsSchema } from '../../domain/words.ts';

const facts = [
  factSchema.parse({ key: 'plan', label: 'Was there a plan?', type: 'yes-no' }),
  factSchema.parse({ key: 'seen', label: 'Last visit', type: 'date' }),
  factSchema.parse({ key: 'moves', label: 'Moves', type: 'number', min: 0, max: 99 }),
  factSchema.parse({
    key: 'care',
    label: 'Care',
    type: 'choice',
    options: [
      { key: 'none', label: 'Not in care' },
      { key: 'kin', label: 'With kin' },
    ],
  }),
];
const told = (rule: Rule) => ruleInWords(rule, facts, wordsSchema.parse({}));
const plan: Rule = { fact: 'plan', equals: 'yes' };
const moves: Rule = { fact: 'moves', atLeast: 3 };

describe('a rule over the facts of a case, in words', () => {
  it.each<[Rule, string]>([
    [plan, '“Was there a plan?” is yes'],
    [{ not: plan }, '“Was there a plan?” is not yes'],
    [{ fact: 'care', in: ['none', 'kin'] }, '“Care” is “Not in care” or “With kin”'],
    [moves, '“Moves” is at least 3'],
    [{ not: { fact: 'age', atLeast: 16 } }, 'the child is under 16'],
    [{ fact: 'seen', inPeriod: true }, '“Last visit” lies in the audit period'],
    [
      { not: { fact: 'seen', withinMonths: 6 } },
      '“Last visit” does not lie in the last 6 months of the audit period',
    ],
    [{ not: { all: [plan, moves] } }, '“Was there a plan?” is not yes or “Moves” is less than 3'],
    [
      { any: [{ all: [plan, moves] }, { fact: 'age', atLeast: 16 }] },
      'both “Was there a plan?” is yes and “Moves” is at least 3 or the child is 16 or older',
    ],
  ])('%j', (rule, words) => {
    expect(told(rule)).toBe(words);
  });
});
