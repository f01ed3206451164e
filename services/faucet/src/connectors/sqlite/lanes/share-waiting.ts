import type { ReadQueue } from './read-queue.ts';

/**
 * A read whose callers share the run that has not begun. All of them asked before it looks at the
 * database, so it shows each of them every write that was acknowledged before they asked: the
 * answer is the one they would get alone. Once begun it is shared no more, and nothing is kept.
 * What else the answer depends on is said by `limit`: only equal ones are joined.
 */
export const shareWaiting = <T, Limit = void>(
  queue: ReadQueue,
  read: (limit: Limit) => T | Promise<T>,
): ((limit: Limit) => Promise<T>) => {
  let waiting: Promise<T> | undefined;
  let limitOfWaiting: Limit | undefined;
  return (limit) => {
    if (waiting !== undefined && limitOfWaiting === limit) return waiting;
    limitOfWaiting = limit;
    waiting = queue.run(() => {
      // Also when it is a later run that waits there: that one is only joined no more.
      waiting = undefined;
      return read(limit);
    });
    return waiting;
  };
};
