import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';

const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
const facts = `facts:
  - { key: care, label: In care?, type: yes-no }
  - { key: seen, label: Last seen, type: date }

tool:`;
const deepDive = readFileSync(file, 'utf8').replace('\ntool:', `\n${facts}`);

/** What is said of the deep dive whose section "Impact" has a rule. */
function problemsOf(rule: string): string[] {
  const text = deepDive.replace(
    '- key: impact\n      title: Impact\n',
    `- key: impact\n      title: Impact\n      applies: { when: ${rule}, note: Sometimes. }\n`,
  );
  expect(text).not.toBe(deepDive);
  const checked = checkProfile(text);
  if (checked.ok) return [];
  const line = text.slice(0, text.indexOf('applies: {')).split('\n').length;
  expect(checked.problems[0]?.line).toBe(line);
  return checked.problems.map(({ message }) => message);
}

describe('a rule of a section that is checked', () => {
  it.each([
    ['{ any: [{ fact: care, equals: yes }, { not: { fact: age, atLeast: 16 } }] }'],
    ['{ all: [{ fact: seen, withinMonths: 24 }, { fact: seen, inPeriod: true }] }'],
  ])('%s is in order', (rule) => {
    expect(problemsOf(rule)).toEqual([]);
  });

  it.each([
    ['{ fact: cair, equals: yes }', 'There is no fact "cair". Did you mean "care"?'],
    ['{ any: [{ fact: care, equals: maybe }] }', '"care" is never "maybe". It is one of: yes, no.'],
    ['{ fact: care, atLeast: 3 }', '"care" is no number to compare.'],
    ['{ not: { fact: age, inPeriod: true } }', '"age" is no date.'],
    ['{ fact: care, equal: yes }', '"equal" is not known here. Did you mean "equals"?'],
  ])('%s: %s', (rule, message) => {
    expect(problemsOf(rule)).toContain(message);
  });
});
