import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../src/access/rate-limit.ts';

function limitAt(perMinute: number, burst: number) {
  let time = 1_000;
  const limit = createRateLimit({ perMinute, burst, now: () => time });
  return { limit, pass: (ms: number) => (time += ms) };
}

describe('createRateLimit', () => {
  it('does not limit when there is no limit', () => {
    const { limit } = limitAt(0, 5);
    expect(limit.take({ id: 1 })).toBeUndefined();
  });

  it('lets a burst through and then refuses, saying when to come back', () => {
    const { limit } = limitAt(60, 3);
    expect(limit.take({ id: 1 })).toEqual({ limit: 60, remaining: 2, resetSeconds: 1 });
    limit.take({ id: 1 });
    expect(limit.take({ id: 1 })).toEqual({ limit: 60, remaining: 0, resetSeconds: 3 });
    expect(() => limit.take({ id: 1 })).toThrow(
      expect.objectContaining({
        status: 429,
        code: 'rate_limited',
        message: 'Rate limit of 60 requests per minute exceeded',
        context: { limit: 60, retry_after: 1 },
      }),
    );
  });

  it('fills up with time and never beyond the burst', () => {
    const { limit, pass } = limitAt(60, 2);
    limit.take({ id: 1 });
    limit.take({ id: 1 });
    pass(999);
    expect(() => limit.take({ id: 1 })).toThrow();
    pass(1);
    expect(limit.take({ id: 1 })?.remaining).toBe(0);
    pass(3_600_000);
    expect(limit.take({ id: 1 })?.remaining).toBe(1);
  });

  it('counts keys apart, and by their own limit when they have one', () => {
    const { limit } = limitAt(60, 1);
    limit.take({ id: 1 });
    expect(limit.take({ id: 2 })?.remaining).toBe(0);
    const own = { id: 3, rateLimitPerMinute: 100 };
    expect(limit.take(own)).toEqual({ limit: 100, remaining: 99, resetSeconds: 1 });
    expect(limitAt(0, 1).limit.take(own)?.limit).toBe(100);
  });

  it('does not charge refused requests', () => {
    const { limit, pass } = limitAt(60, 1);
    limit.take({ id: 1 });
    for (let index = 0; index < 10; index += 1) expect(() => limit.take({ id: 1 })).toThrow();
    pass(1_000);
    expect(limit.take({ id: 1 })).toBeDefined();
  });
});
