import type { ReadQueue } from './read-queue.ts';

/**
 * A read whose callers share the run that has not begun. All of them asked before it looks at the
 * database, so it shows each of them every write that was acknowledged before they asked: the
 * answer is the one they would get alone. Once begun it is shared no more, and nothing is kept.
 */
export const shareWaiting = <T>(
  queue: ReadQueue,
  read: () => T | Promise<T>,
): (() => Promise<T>) => {
  let waiting: Promise<T> | undefined;
  const begin = (): T | Promise<T> => {
    waiting = undefined;
    return read();
  };
  return () => (waiting ??= queue.run(begin));
};
