import { setTimeout } from 'node:timers/promises';

/** Waits until something is true; the test's own time limit ends it otherwise. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(5);
}
