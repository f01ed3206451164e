/** A number of places that are taken and given back: see `createPlaces`. */
export interface Places {
  /** Resolves with the way to leave, or undefined when none became free in time or `signal` fired. */
  take(waitMs: number, signal?: AbortSignal): Promise<(() => void) | undefined>;
}

/** So many places; whoever finds none free waits behind those who came before. */
export const createPlaces = (max: number): Places => {
  const waiting = new Set<() => void>();
  let taken = 0;
  const leaveOnce = (): (() => void) => {
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const [next] = waiting;
      // The place is handed on, so that nobody who comes now is served before those who wait.
      if (next === undefined) taken -= 1;
      else next();
    };
  };
  return {
    take: (waitMs, signal) => {
      if (signal?.aborted === true) return Promise.resolve(undefined);
      if (taken < max) {
        taken += 1;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => {
        const end = (leave: (() => void) | undefined): void => {
          waiting.delete(enter);
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          resolve(leave);
        };
        const enter = (): void => end(leaveOnce());
        const giveUp = (): void => end(undefined);
        const timer = setTimeout(giveUp, waitMs);
        signal?.addEventListener('abort', giveUp, { once: true });
        waiting.add(enter);
      });
    },
  };
};
