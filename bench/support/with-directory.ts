import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ends what was opened; called in the reverse order of `defer`. */
export type Defer = (close: () => Promise<void>) => void;

/** Runs `work` in a new directory; closes what it deferred and removes the directory, whatever happens. */
export async function withDirectory(
  work: (directory: string, defer: Defer) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'aquifer-bench-'));
  const closers: (() => Promise<void>)[] = [];
  try {
    await work(directory, (close) => closers.push(close));
  } finally {
    for (const close of closers.toReversed()) await close();
    await rm(directory, { recursive: true, force: true });
  }
}
