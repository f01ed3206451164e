import { fault } from '../faults.ts';
import type { ApiKey } from '../model/api-key.ts';

/** What is left of a key's allowance: the RateLimit headers of an answer. */
export interface RateLimitState {
  /** Requests per minute. */
  readonly limit: number;
  readonly remaining: number;
  /** Until the allowance is full again. */
  readonly resetSeconds: number;
}

/** Token buckets, one for each key, in this process: replicas count apart. */
export interface RateLimit {
  /** Takes one request off the allowance; undefined: the key has no limit. Throws rate_limited. */
  take(key: Pick<ApiKey, 'id' | 'rateLimitPerMinute'>): RateLimitState | undefined;
}

export interface RateLimitOptions {
  /** For keys without a limit of their own; 0: none. */
  readonly perMinute: number;
  /** Requests at once, for keys without a limit of their own. */
  readonly burst: number;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

const MINUTE_MS = 60_000;

export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { now = () => performance.now() } = options;
  const buckets = new Map<number, Bucket>();
  return {
    take({ id, rateLimitPerMinute }) {
      const perMinute = rateLimitPerMinute ?? options.perMinute;
      if (perMinute === 0) return undefined;
      // A key with its own limit may use up a whole minute's worth at once.
      const size = rateLimitPerMinute ?? options.burst;
      const at = now();
      const bucket = buckets.get(id) ?? { tokens: size, filledAt: at };
      buckets.set(id, bucket);
      const refilled = bucket.tokens + ((at - bucket.filledAt) * perMinute) / MINUTE_MS;
      bucket.tokens = Math.min(size, refilled);
      bucket.filledAt = at;
      if (bucket.tokens < 1) throw exceeded(perMinute, bucket.tokens);
      bucket.tokens -= 1;
      return {
        limit: perMinute,
        remaining: Math.floor(bucket.tokens),
        resetSeconds: secondsFor(size - bucket.tokens, perMinute),
      };
    },
  };
}

function exceeded(perMinute: number, tokens: number): Error {
  const seconds = secondsFor(1 - tokens, perMinute);
  const context = { limit: perMinute, retry_after: seconds };
  return fault('rate_limited', { limit: perMinute }, { context });
}

function secondsFor(tokens: number, perMinute: number): number {
  return Math.ceil((tokens * 60) / perMinute);
}
