import { WindowMap } from './window-map.ts';

/** How many requests a client may make, in which time. */
export interface RateLimit {
  readonly maxRequests: number;
  readonly windowSeconds: number;
}

/** What becomes of a request, and what the client is told of its allowance. */
export interface RateVerdict {
  readonly allowed: boolean;
  readonly limit: number;
  /** Requests left after this one. */
  readonly remaining: number;
  /** Whole seconds until the allowance is full again, at least 1. */
  readonly resetSeconds: number;
}

/** Counts requests. */
export interface RateLimiter {
  /** Takes one request off the allowance of a client, unless nothing is left of it. */
  take(client: string): RateVerdict | Promise<RateVerdict>;
}

export interface LocalRateLimiter extends RateLimiter {
  take(client: string): RateVerdict;
}

/** More clients are not told apart; bounds memory also when somebody makes up addresses (contract §10.1). */
export const CLIENTS_MAX = 100_000;

export interface RateLimiterOptions extends RateLimit {
  /** 100 000 by default. */
  readonly clientsMax?: number;
  /** Milliseconds that only grow; the process's own by default. */
  readonly now?: () => number;
}

/**
 * A fixed window for each client, which begins with its first request: exact, and in this process
 * only.
 */
export function createRateLimiter(options: RateLimiterOptions): LocalRateLimiter {
  const { maxRequests: limit, windowSeconds, clientsMax = CLIENTS_MAX } = options;
  const { now = () => performance.now() } = options;
  const windowMs = windowSeconds * 1000;
  const windows = new WindowMap<{ readonly endsAt: number; used: number }>(clientsMax);
  return {
    take(client) {
      const at = now();
      let window = windows.get(client);
      if (window === undefined || window.endsAt <= at) {
        window = { endsAt: at + windowMs, used: 0 };
        windows.begin(client, window, at);
      }
      const allowed = window.used < limit;
      if (allowed) window.used += 1;
      return {
        allowed,
        limit,
        remaining: limit - window.used,
        resetSeconds: Math.ceil((window.endsAt - at) / 1000),
      };
    },
  };
}
