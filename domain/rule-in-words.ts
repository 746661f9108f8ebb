import { listed } from './phrases.ts';
import { ageFact, type Rule } from './rules.ts';
import type { Fact } from './tool.ts';
import type { Words } from './words.ts';

type Leaf = Extract<Rule, { fact: string }>;

/** What a rule asks of a case, as what follows "only where": "the child is 16 or older". */
export function ruleInWords(rule: Rule, facts: readonly Fact[], words: Words): string {
  return told(rule, { facts, words, denied: false, inside: false });
}

interface Telling {
  facts: readonly Fact[];
  words: Words;
  denied: boolean;
  /** Part of another rule: several of them are then held together. */
  inside: boolean;
}

function told(rule: Rule, telling: Telling): string {
  if ('not' in rule) return told(rule.not, { ...telling, denied: !telling.denied });
  if ('fact' in rule) return toldOf(rule, telling);
  const [parts, every] = 'all' in rule ? [rule.all, true] : [rule.any, false];
  const [only] = parts;
  if (only && parts.length === 1) return told(only, telling);
  // Where not all hold, one of them does not.
  const and = every !== telling.denied;
  const joined = listed(
    parts.map((each) => told(each, { ...telling, inside: true })),
    and ? 'and' : 'or',
  );
  if (!telling.inside) return joined;
  if (!and) return `either ${joined}`;
  return `${parts.length > 2 ? 'all of ' : 'both '}${joined}`;
}

function toldOf(rule: Leaf, { facts, words, denied }: Telling): string {
  if (rule.fact === ageFact && 'atLeast' in rule) {
    return denied ? `the child is under ${rule.atLeast}` : `the child is ${rule.atLeast} or older`;
  }
  const fact = facts.find(({ key }) => key === rule.fact);
  const name = rule.fact === ageFact ? 'the age of the child' : quoted(fact?.label ?? rule.fact);
  const is = denied ? 'is not' : 'is';
  if ('atLeast' in rule) return `${name} is ${denied ? 'less than' : 'at least'} ${rule.atLeast}`;
  if ('equals' in rule) return `${name} ${is} ${answerInWords(fact, rule.equals)}`;
  if ('in' in rule) {
    const answers = rule.in.map((each) => answerInWords(fact, each));
    return `${name} ${is} ${listed(answers, 'or')}`;
  }
  const lies = denied ? 'does not lie' : 'lies';
  const where = 'inPeriod' in rule ? '' : `last ${rule.withinMonths} months of the `;
  return `${name} ${lies} in the ${where}${words.window}`;
}

function answerInWords(fact: Fact | undefined, answer: string | number): string {
  if (fact?.type !== 'choice') return String(answer);
  return quoted(fact.options.find(({ key }) => key === answer)?.label ?? String(answer));
}

function quoted(text: string): string {
  return `“${text}”`;
}
