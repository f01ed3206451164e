import type { HttpLimits } from './http-options.ts';

/** Bounds that suit most servers; a service overrides what its guide says otherwise. */
export const defaultLimits: HttpLimits = {
  bodyBytes: 10 * 1024 * 1024,
  headerBytes: 16 * 1024,
  requestTimeoutMs: 15_000,
  responseTimeoutMs: 60_000,
  keepAliveMs: 120_000,
  maxParamLength: 1024,
};

/** Node looks for late requests in intervals of at most this length. */
const CHECK_INTERVAL_MS_MAX = 1000;

/**
 * How often late requests are looked for, in milliseconds: often enough that a request is cut no
 * later than a tenth after its time.
 */
export function timeoutCheckIntervalMs(requestTimeoutMs: number): number {
  if (requestTimeoutMs === 0) return CHECK_INTERVAL_MS_MAX;
  return Math.max(1, Math.min(CHECK_INTERVAL_MS_MAX, Math.floor(requestTimeoutMs / 10)));
}
