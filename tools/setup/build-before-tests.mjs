import { ensureBuilt } from './ensure-built.mjs';

/** Before all test files: tests that start commands start them as users do, built, and not as they were before a change. */
export async function setup() {
  if ((await ensureBuilt()) !== 0) throw new Error('the packages do not compile');
}
