import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node';
import { isContinuousIntegration } from './is-continuous-integration.ts';

/**
 * Names at the end of the run what was skipped, so that nobody takes "passed" for "tested". With
 * CI=true a skipped test fails the run.
 */
export default class SkipReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // Asked for with -t: everything else is left out on purpose.
    if (this.#vitest?.config.testNamePattern !== undefined) return;
    const skipped = modules.flatMap((module) => skippedIn(module));
    if (skipped.length === 0) return;
    console.log(`${skipped.map((name) => `Skipped: ${name}`).join('\n')}\n`);
    if (isContinuousIntegration()) {
      console.log(`CI=true: ${skipped.length} skipped, which counts as failed\n`);
      process.exitCode = 1;
    }
  }
}

/** A suite that is skipped as a whole is named once; its tests are not. */
function skippedIn(parent: TestModule | TestSuite): string[] {
  return [...parent.children].flatMap((child) => {
    if (child.type === 'suite' && child.options.mode !== 'skip') return skippedIn(child);
    const isSkipped =
      child.type === 'suite'
        ? child.options.mode === 'skip'
        : child.result().state === 'skipped' && child.options.mode !== 'run';
    return isSkipped ? [child.fullName] : [];
  });
}
