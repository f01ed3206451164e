import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDirectory } from './run-directory.ts';

/**
 * A new empty folder, removed with everything in it when the test run ends, also when tests fail.
 * Outside a run it is removed when the process exits.
 */
export function temporaryDirectory(): string {
  const parent = runDirectory();
  const directory = realpathSync(mkdtempSync(join(parent ?? tmpdir(), 'test-')));
  if (parent === undefined) {
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  }
  return directory;
}
