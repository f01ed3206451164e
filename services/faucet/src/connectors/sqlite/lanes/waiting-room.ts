import type { Limits } from './watch-limits.ts';

/** Where jobs wait until a process is free: see `createWaitingRoom`. */
export interface WaitingRoom {
  /** Resolves when it may be this one's turn, when it should stop, or when `deadline` has passed. */
  wait(limit: Limits, deadline: number): Promise<void>;
  wakeNext(): void;
  wakeAll(): void;
}

/** Those who wait are woken in the order they came; each looks for itself whether there is room. */
export const createWaitingRoom = (): WaitingRoom => {
  const waiting = new Set<() => void>();
  return {
    wait: (limit, deadline) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.max(0, deadline - performance.now()));
        waiting.add(wake);
        limit.onStop(wake);
      }),
    wakeNext: () => {
      const [wake] = waiting;
      wake?.();
    },
    wakeAll: () => {
      for (const wake of waiting) wake();
    },
  };
};
