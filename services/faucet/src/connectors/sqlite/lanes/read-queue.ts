/** Cheap reads on the calling thread: see `createReadQueue`. */
export interface ReadQueue {
  /** Runs `read` at the end of this turn of the event loop, or of one soon after. */
  run<T>(read: () => T | Promise<T>): Promise<T>;
  /** Resolves when those that wait now have run. */
  drained(): Promise<void>;
}

/** Milliseconds reads may hold the thread before the rest waits for the next turn. */
const sliceMs = 5;

/**
 * Reads that arrive in one turn of the event loop run one after the other at its end. Answering
 * each at once costs twice the processor time under load: every answer wakes its client, which
 * takes the processor away and leaves cold caches, while answers in a row wake it once.
 */
export const createReadQueue = (now: () => number = () => performance.now()): ReadQueue => {
  let queue: (() => void)[] = [];

  const drain = (): void => {
    const end = now() + sliceMs;
    let started = 0;
    do {
      queue[started]?.();
      started += 1;
    } while (started < queue.length && now() < end);
    queue = queue.slice(started);
    if (queue.length > 0) setImmediate(drain);
  };
  const run: ReadQueue['run'] = (read) =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        try {
          resolve(read());
        } catch (error) {
          reject(error);
        }
      };
      if (queue.push(start) === 1) setImmediate(drain);
    });
  return { run, drained: () => run(() => undefined) };
};
