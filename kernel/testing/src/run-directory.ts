import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Name of the variable by which the run tells its workers where its files are. */
export const runDirectoryVariable = 'AQUIFER_TEST_RUN_DIRECTORY';

/** The folder of this test run, or undefined outside of one. */
export function runDirectory(): string | undefined {
  return process.env[runDirectoryVariable];
}

/** Makes the folder of a run. Database servers run as other users and must be able to pass through. */
export function makeRunDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'aquifer-run-')));
  chmodSync(directory, 0o711);
  return directory;
}
