import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { type TestResults, testResultsFile } from '../../commands/test-results.ts';

/**
 * Keeps the last result of every test by file, for `npm run requirements`. A run of some files
 * leaves what is known of the others.
 */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const known = readKnown();
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      known[file] = [...module.children.allTests()].map((test) => ({
        name: test.fullName,
        state: test.result().state,
      }));
    }
    const present = Object.entries(known).filter(([file]) => existsSync(file));
    mkdirSync('.data', { recursive: true });
    writeFileSync(testResultsFile, JSON.stringify(Object.fromEntries(present)));
  }
}

function readKnown(): TestResults {
  if (!existsSync(testResultsFile)) return {};
  return JSON.parse(readFileSync(testResultsFile, 'utf8')) as TestResults;
}
