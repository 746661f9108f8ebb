import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { coverage, readRequirements, withTests } from './requirement-lines.ts';
import { type TestResults, testResultsFile } from './test-results.ts';

const usage = 'usage: npm run requirements [-- --write] [-- PREFIX ...]   for example -- DD CH';
const linesFile = 'docs/requirements.md';

/**
 * Prints every line of the five processes with the tests that carry its number and their last
 * result; ends with 1 when a line has no test or one that failed. With prefixes, only those
 * processes; with --write, the tests are also put into the document that lists the lines.
 */
const words = process.argv.slice(2);
const prefixes = words.filter((word) => /^[A-Z]{2}$/.test(word));
if (words.some((word) => word !== '--write' && !prefixes.includes(word))) end(usage, 2);
if (!existsSync(testResultsFile)) end('no test has run yet: run `npm test` first', 2);

const text = readFileSync(linesFile, 'utf8');
const results = JSON.parse(readFileSync(testResultsFile, 'utf8')) as TestResults;
const all = coverage(readRequirements(text), results);
if (words.includes('--write')) writeFileSync(linesFile, withTests(text, all));

const wanted = all.filter(
  ({ number }) => prefixes.length === 0 || prefixes.includes(number.slice(0, 2)),
);
for (const { number, text: line, tests } of wanted) {
  console.log(`${number} ${line}`);
  for (const { file, name, state } of tests) console.log(`    ${state}  ${file}  ${name}`);
  if (tests.length === 0) console.log('    no test carries this number');
}
const missing = wanted.filter(({ tests }) => tests.length === 0);
const failing = wanted.filter(({ tests }) => tests.some(({ state }) => state !== 'passed'));
const list = (lines: typeof wanted) => lines.map(({ number }) => number).join(' ') || 'none';
console.log(
  `\n${wanted.length} lines; without a test: ${list(missing)}; not passed: ${list(failing)}`,
);
if (missing.length > 0 || failing.length > 0) process.exit(1);

function end(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}
