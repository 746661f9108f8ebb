import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the output with `N passed, N failed`. A file that could not be loaded, and an error outside
 * any test, count as failures.
 */
export default class LastLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const passed = states.filter((state) => state === 'passed').length;
    const broken = modules.filter(brokenOutsideTests).length + errors.length;
    const failed = states.filter((state) => state === 'failed').length + broken;
    if (failed > 0 || passed === 0) process.exitCode = 1;
    // At exit, because other reporters and the teardown still print after this.
    process.once('exit', () => writeSync(1, `${passed} passed, ${failed} failed\n`));
  }
}

function brokenOutsideTests(module: TestModule): boolean {
  const suites = [...module.children.allSuites()];
  return module.errors().length > 0 || suites.some((suite) => suite.errors().length > 0);
}
