import type { Verdict } from './rate-limiter.ts';

/**
 * Headers that tell a client what it has left (contract §10.3), beside them those of the draft
 * standard (draft-ietf-httpapi-ratelimit-headers; contract B10). A refused client is told when to
 * come again.
 */
export function rateLimitHeaders(
  { allowed, limit, remaining, resetSeconds }: Verdict,
  windowSeconds: number,
): Readonly<Record<string, string>> {
  const headers = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
    'ratelimit-policy': `"default";q=${limit};w=${windowSeconds}`,
    ratelimit: `"default";r=${remaining};t=${resetSeconds}`,
  };
  return allowed ? headers : { ...headers, 'retry-after': String(resetSeconds) };
}
