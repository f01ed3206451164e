import type { RateLimit, RateVerdict } from './rate-limiter.ts';

/** Names the one policy there is, in `RateLimit-Policy` and `RateLimit`. */
const POLICY = '"default"';

/** The headers that tell a client of its allowance. */
export type RenderRateLimit = (verdict: RateVerdict) => Readonly<Record<string, string>>;

/**
 * `X-RateLimit-*` with the seconds that are left (contract §10.3), the two fields of
 * draft-ietf-httpapi-ratelimit-headers-11, and for a refusal `Retry-After`.
 */
export function createRenderRateLimit({ maxRequests, windowSeconds }: RateLimit): RenderRateLimit {
  const limit = String(maxRequests);
  const policy = `${POLICY};q=${maxRequests};w=${windowSeconds}`;
  return ({ allowed, remaining, resetSeconds }) => {
    const reset = String(resetSeconds);
    return {
      'x-ratelimit-limit': limit,
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': reset,
      'ratelimit-policy': policy,
      ratelimit: `${POLICY};r=${remaining};t=${reset}`,
      ...(!allowed && { 'retry-after': reset }),
    };
  };
}
