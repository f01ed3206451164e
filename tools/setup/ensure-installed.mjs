import { existsSync, readFileSync } from 'node:fs';
import { describeMissing } from './describe-missing.mjs';
import { inRepository } from './paths.mjs';
import { runStep } from './run-step.mjs';

/**
 * Installs the packages of package-lock.json if they are not what node_modules holds.
 * @returns {Promise<number>} the exit code of npm, 0 when there was nothing to do
 */
export async function ensureInstalled() {
  // npm writes this file last, so an interrupted install leaves none.
  const record = inRepository('node_modules', '.package-lock.json');
  const present = existsSync(record) ? readPackages(record) : undefined;
  const missing =
    present === undefined
      ? 'node_modules is missing'
      : describeMissing(readPackages(inRepository('package-lock.json')), present);
  if (missing === undefined) return 0;
  // `ci` is exact but starts from nothing; with packages in place `install` changes only what differs.
  const verb = present === undefined ? 'ci' : 'install';
  return runNpm(`Installing packages (${missing})`, [verb, '--include=dev', '--include=optional']);
}

/**
 * @param {string} file a lockfile of npm
 * @returns {import('./describe-missing.mjs').LockedPackages}
 */
function readPackages(file) {
  /** @type {unknown} */
  const lockfile = JSON.parse(readFileSync(file, 'utf8'));
  return /** @type {{ packages: import('./describe-missing.mjs').LockedPackages }} */ (lockfile)
    .packages;
}

/**
 * @param {string} title
 * @param {string[]} args
 */
function runNpm(title, args) {
  const npm = process.env['npm_execpath'];
  if (npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)) {
    return runStep(title, process.execPath, [npm, ...args]);
  }
  return process.platform === 'win32'
    ? runStep(title, 'cmd.exe', ['/c', 'npm', ...args])
    : runStep(title, 'npm', args);
}
