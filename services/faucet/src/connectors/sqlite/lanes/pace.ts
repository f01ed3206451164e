/** Remembers which statements turned out slow: see `createPace`. */
export interface Pace {
  /** Whether this one has been sent away for now. */
  isSlow(key: string): boolean;
  /** Tells how long a run took, in milliseconds. */
  record(key: string, elapsedMs: number): void;
}

/** Longer than this on the server's thread is felt by everyone else. */
const slowMs = 5;
/** So long that once is enough: no pause of the machine explains it. */
const hopelessMs = 40;
/** The data, the cache or the load may have changed after this time. */
const demotionMs = 30_000;
const keysMax = 2000;

/**
 * An estimate can be wrong: rows may be huge, a trigger may do more than its statement shows. What
 * takes more than 5 ms twice in a row, or 40 ms once, runs in the slow lane for the next 30 s.
 */
export const createPace = (now: () => number = () => performance.now()): Pace => {
  const strikes = new Map<string, { count: number; until: number }>();
  return {
    isSlow: (key) => {
      if (strikes.size === 0) return false;
      const found = strikes.get(key);
      if (found === undefined || found.until === 0) return false;
      if (now() < found.until) return true;
      strikes.delete(key);
      return false;
    },
    record: (key, elapsedMs) => {
      if (elapsedMs <= slowMs) {
        if (strikes.size > 0) strikes.delete(key);
        return;
      }
      const count = (strikes.get(key)?.count ?? 0) + 1;
      const until = count > 1 || elapsedMs > hopelessMs ? now() + demotionMs : 0;
      if (strikes.size >= keysMax) strikes.clear();
      strikes.set(key, { count, until });
    },
  };
};
