import { compiler, ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { inRepository } from './paths.mjs';
import { runStep, say } from './run-step.mjs';

/** @param {string[]} parts */
const modules = (...parts) => inRepository('node_modules', ...parts);

/**
 * Everything that is checked without running the code, in the order a reader wants to hear of it.
 * @type {readonly { name: string, title: string, args: string[] }[]}
 */
const checks = [
  { name: 'types', title: 'Checking types', args: compiler('-p', 'tsconfig.json') },
  { name: 'lint', title: 'Linting', args: [modules('oxlint', 'bin', 'oxlint')] },
  {
    name: 'format',
    title: 'Checking format',
    args: [modules('oxfmt', 'bin', 'oxfmt'), '--check', '.'],
  },
  { name: 'dead code', title: 'Looking for dead code', args: [modules('knip', 'bin', 'knip.js')] },
  {
    name: 'tidy',
    title: 'Checking the architecture',
    args: [modules('tsx', 'dist', 'cli.mjs'), inRepository('tools', 'tidy.ts')],
  },
];

/**
 * `npm run check`: runs every check, or those that are named, even when one before has failed, and
 * says at the end which did.
 * @param {string[]} names such as `types` or `tidy`; all when empty
 * @returns {Promise<number>}
 */
export async function check(names) {
  const unknown = names.find((name) => !checks.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = checks.map((one) => `"${one.name}"`).join(', ');
    console.error(`There is no check "${unknown}"; there are ${known}.`);
    return 2;
  }
  const installed = await ensureInstalled();
  if (installed !== 0) return installed;
  // The linter reads the declarations that packages have built for each other.
  const built = await ensureBuilt();
  const failed = built === 0 ? [] : ['build'];
  for (const { name, title, args } of checks) {
    if (names.length > 0 && !names.includes(name)) continue;
    if ((await runStep(title, process.execPath, args)) !== 0) failed.push(name);
  }
  say(failed.length === 0 ? 'Every check passed.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}
