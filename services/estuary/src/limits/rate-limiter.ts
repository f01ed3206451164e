/** What a client has left of its window. */
export interface Verdict {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

export interface RateLimiterOptions {
  readonly maxRequests: number;
  readonly windowSeconds: number;
  /** Milliseconds of a clock that never runs back; for tests. */
  readonly now?: () => number;
}

/** Counts the requests of clients (contract §10.1). */
export interface RateLimiter {
  readonly windowSeconds: number;
  /** Takes one request of a client's window. */
  take(client: string): Verdict;
}

/** More clients than this are not remembered, so that made-up addresses cannot fill the memory. */
const CLIENTS_MAX = 100_000;
/** Expired windows that a request clears away, so that none has to clear them all. */
const CLEARED_MAX = 10;

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * A fixed window for each client, which begins with its first request. All windows are equally long,
 * so in the order of their beginning they also end: the oldest are the first of the map.
 */
export function createRateLimiter({
  maxRequests,
  windowSeconds,
  now = () => performance.now(),
}: RateLimiterOptions): RateLimiter {
  const windows = new Map<string, Window>();

  const windowOf = (client: string, time: number): Window => {
    const known = windows.get(client);
    if (known !== undefined && known.endsAt > time) return known;
    // Deleted first, so that the new one stands at the end.
    windows.delete(client);
    clear(time);
    const made = { endsAt: time + windowSeconds * 1000, count: 0 };
    windows.set(client, made);
    return made;
  };

  const clear = (time: number): void => {
    let cleared = 0;
    for (const [client, { endsAt }] of windows) {
      const mustGo = endsAt <= time || windows.size >= CLIENTS_MAX;
      if (!mustGo || cleared === CLEARED_MAX) return;
      windows.delete(client);
      cleared += 1;
    }
  };

  return {
    windowSeconds,
    take(client) {
      const time = now();
      const window = windowOf(client, time);
      const allowed = window.count < maxRequests;
      if (allowed) window.count += 1;
      return {
        allowed,
        limit: maxRequests,
        remaining: maxRequests - window.count,
        resetSeconds: Math.max(1, Math.ceil((window.endsAt - time) / 1000)),
      };
    },
  };
}
