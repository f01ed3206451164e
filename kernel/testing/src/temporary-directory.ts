import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Name of the variable by which the run tells its workers where their files go. */
export const runDirectoryVariable = 'AQUIFER_TEST_RUN_DIRECTORY';

/** A new empty folder, removed with everything in it when the test run ends. */
export function temporaryDirectory(): string {
  const parent = process.env[runDirectoryVariable] ?? tmpdir();
  return mkdtempSync(join(parent, 'aquifer-test-'));
}
