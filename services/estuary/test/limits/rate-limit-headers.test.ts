import { describe, expect, it } from 'vitest';
import { createRenderRateLimit } from '../../src/limits/rate-limit-headers.ts';

const render = createRenderRateLimit({ maxRequests: 100, windowSeconds: 60 });

describe('the headers of the rate limit', () => {
  it('tell what is left, in both forms', () => {
    expect(render({ allowed: true, limit: 100, remaining: 99, resetSeconds: 60 })).toEqual({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '99',
      'x-ratelimit-reset': '60',
      'ratelimit-policy': '"default";q=100;w=60',
      ratelimit: '"default";r=99;t=60',
    });
  });

  it('tell who is refused when to come back', () => {
    expect(render({ allowed: false, limit: 100, remaining: 0, resetSeconds: 41 })).toMatchObject({
      'x-ratelimit-remaining': '0',
      ratelimit: '"default";r=0;t=41',
      'retry-after': '41',
    });
  });
});
