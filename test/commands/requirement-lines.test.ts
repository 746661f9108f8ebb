import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coverage, readRequirements, withTests } from '../../commands/requirement-lines.ts';

const page = `# What is asked for

- DD-1 An audit has one focus.
  - test/old.test.ts: a test that is gone (DD-1)
- DD-11 Shared information is limited.
- CH-1 The Board agrees lines of enquiry.
`;

const results = {
  'test/b.test.ts': [{ name: 'sharing > is limited (DD-11)', state: 'failed' }],
  'test/a.test.ts': [
    { name: 'starts with a focus (DD-1)', state: 'passed' },
    { name: 'takes what nobody asked for', state: 'passed' },
  ],
};

it('each line is given the tests whose names carry its whole number', () => {
  const covered = coverage(readRequirements(page), results);
  expect(covered.map(({ number, tests }) => [number, tests.map(({ file }) => file)])).toEqual([
    ['DD-1', ['test/a.test.ts']],
    ['DD-11', ['test/b.test.ts']],
    ['CH-1', []],
  ]);
});

it('the page is brought up to date in place, and a second time changes nothing', () => {
  const covered = coverage(readRequirements(page), results);
  const written = withTests(page, covered);
  expect(written).toContain('- DD-1 An audit has one focus.\n  - test/a.test.ts: starts with');
  expect(written).not.toContain('old.test.ts');
  expect(withTests(written, covered)).toBe(written);
});

it('every line of the five processes stands on the page, once and without a gap', () => {
  const file = new URL('../../docs/requirements.md', import.meta.url);
  const numbers = readRequirements(readFileSync(file, 'utf8')).map(({ number }) => number);
  const last = { DD: 26, CH: 36, FA: 25, SO: 45, WA: 17 };
  const all = Object.entries(last).flatMap(([prefix, count]) =>
    Array.from({ length: count }, (_, position) => `${prefix}-${position + 1}`),
  );
  expect(numbers).toEqual(all);
});
