import { createThreadClock } from './thread-clock.ts';

/** Remembers which statements turned out slow: see `createPace`. */
export interface Pace {
  /** Whether this one has been sent away for now. */
  isSlow(key: string): boolean;
  /** Called before a run; the run ends, with the result of this, before the next one begins. */
  begin(key: string): number;
  end(key: string, started: number): void;
}

/** Clocks in milliseconds: of the wall, and of the processor time this thread has used. */
export interface PaceClocks {
  wall(): number;
  processor(): number;
}

/** Longer than this on the server's thread is felt by everyone else. */
const slowMs = 5;
/** So much computing that once is enough. */
const hopelessMs = 200;
/** The processor's clock is read this often at least, so that a long run can be told from a long wait. */
const sampleMs = 50;
/** The data, the cache or the load may have changed after this time. */
const demotionMs = 30_000;
const keysMax = 2000;

const systemClocks: PaceClocks = {
  wall: () => performance.now(),
  processor: createThreadClock(),
};

/**
 * An estimate can be wrong: rows may be huge, a trigger may do more than its statement shows. A run
 * of more than 5 ms makes a statement suspect. A suspect's next run is held against the processor's
 * clock, because on a busy machine the wall's says more about the neighbours; when that is slow too,
 * or a run computed for 200 ms, the statement runs in the slow lane for the next 30 s.
 */
export const createPace = (clocks: PaceClocks = systemClocks): Pace => {
  const slowUntil = new Map<string, number>();
  const suspects = new Set<string>();
  let sample = { wall: -Infinity, processor: 0 };

  const demote = (key: string): void => {
    suspects.delete(key);
    if (slowUntil.size >= keysMax) slowUntil.clear();
    slowUntil.set(key, clocks.wall() + demotionMs);
  };
  const suspect = (key: string): void => {
    if (suspects.size >= keysMax) suspects.clear();
    suspects.add(key);
  };
  /** What a run computed at least: all since the sample, less the time between sample and run. */
  const computedMs = (started: number): number =>
    clocks.processor() - sample.processor - (started - sample.wall);
  return {
    isSlow(key) {
      if (slowUntil.size === 0) return false;
      const until = slowUntil.get(key);
      if (until === undefined) return false;
      if (clocks.wall() < until) return true;
      slowUntil.delete(key);
      return false;
    },
    begin(key) {
      const wall = clocks.wall();
      const isDue = wall - sample.wall > sampleMs || (suspects.size > 0 && suspects.has(key));
      if (isDue) sample = { wall, processor: clocks.processor() };
      return wall;
    },
    end(key, started) {
      const elapsed = clocks.wall() - started;
      if (elapsed <= slowMs) {
        if (suspects.size > 0) suspects.delete(key);
        return;
      }
      const isSlow = computedMs(started) > (suspects.has(key) ? slowMs : hopelessMs);
      if (isSlow) demote(key);
      else suspect(key);
    },
  };
};
