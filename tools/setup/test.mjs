import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { inRepository } from './paths.mjs';
import { runStep } from './run-step.mjs';

/**
 * `npm test`: all tests, or those whose path contains one of the given words, after installing and
 * building what is missing. Built packages are needed because some tests start the real commands.
 * @param {string[]} args passed on to vitest
 * @returns {Promise<number>}
 */
export async function test(args) {
  return (
    (await ensureInstalled()) ||
    (await ensureBuilt()) ||
    (await runStep('Preparing test servers', process.execPath, [
      inRepository('node_modules', 'tsx', 'dist', 'cli.mjs'),
      inRepository('kernel', 'testing', 'src', 'install-components.ts'),
    ])) ||
    (await runStep('Testing', process.execPath, [
      inRepository('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...args,
    ]))
  );
}
