import { rmSync } from 'node:fs';
import { coordinatorVariable, startCoordinator } from './coordinator.ts';
import { startReaper } from './reaper.ts';
import { makeRunDirectory, runDirectoryVariable } from './run-directory.ts';

/** Before all test files: makes the run's folder and its coordinator. Returns what undoes it. */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = makeRunDirectory();
  const reaper = startReaper(directory);
  const coordinator = await startCoordinator(directory, reaper);
  // Worker processes inherit these.
  process.env[runDirectoryVariable] = directory;
  process.env[coordinatorVariable] = coordinator.url;
  return async () => {
    await coordinator.close();
    rmSync(directory, { recursive: true, force: true });
    reaper.dismiss();
  };
}
