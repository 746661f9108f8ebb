import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkScenario, scenarioJsonSchema } from '../../rehearsal/scenario.ts';

const head = 'title: Short\nprofile: wscp-deep-dive\nfrom: 2027-01-11\npeople:\n';

function problemsOf(lines: string): string[] {
  const checked = checkScenario(head + lines);
  return checked.ok
    ? []
    : checked.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

it('takes a scenario in order', () => {
  expect(problemsOf('  - { who: police, asked: returns, late: 8, answer: submit }\n')).toEqual([]);
});

it('says where an answer stands that nobody can give, and which was meant', () => {
  expect(problemsOf('  - { who: police, asked: returns, answer: submitt }\n')).toEqual([
    '5:44 "submitt" is no way to answer "returns". Did you mean "submit"?',
  ]);
});

it('says where a step stands that nobody is asked for', () => {
  expect(problemsOf('  - { who: police, asked: retruns, answer: submit }\n')).toEqual([
    '5:27 "asked" is "retruns", which is not known. Did you mean "returns"?',
  ]);
});

it('wants to know which agency a concern is about', () => {
  expect(problemsOf('  - { who: police, asked: returns, answer: raise-concern }\n')).toEqual([
    '5:44 Say with "about" which agency the concern is about.',
  ]);
});

it('stands in a file for editors as it is', () => {
  const file = new URL('../../scenarios/scenario.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(scenarioJsonSchema())),
  );
});
