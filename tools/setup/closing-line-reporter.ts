import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** How the tests of a run ended. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Prints the result once more as the last line of a run, plain and alone on its line, in the one
 * form that continuous integration reads: `12 passed, 0 failed, 1 skipped`.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const { passed, failed, skipped } = countTests(modules);
    console.log(`${passed} passed, ${failed + errors.length} failed, ${skipped} skipped`);
  }
}

/** Counts tests, and as one failure a file or suite that broke outside of any test. */
function countTests(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1;
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) counts.failed += 1;
    }
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that is still pending at the end was cut off.
      counts[state === 'pending' ? 'failed' : state] += 1;
    }
  }
  return counts;
}
