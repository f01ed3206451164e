import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';

const limit = { maxRequests: 3, windowSeconds: 60 };

function clock(): { readonly now: () => number; advance(milliseconds: number): void } {
  let time = 1_000_000;
  return { now: () => time, advance: (milliseconds) => void (time += milliseconds) };
}

describe('a client', () => {
  it('may make so many requests in a window, which begins with its first', () => {
    const { now, advance } = clock();
    const { take } = createRateLimiter({ ...limit, now });
    expect(take('a')).toEqual({ allowed: true, limit: 3, remaining: 2, resetSeconds: 60 });
    advance(1);
    expect(take('a')).toEqual({ allowed: true, limit: 3, remaining: 1, resetSeconds: 60 });
    advance(58_999);
    expect(take('a')).toEqual({ allowed: true, limit: 3, remaining: 0, resetSeconds: 1 });
    advance(999);
    expect(take('a')).toEqual({ allowed: false, limit: 3, remaining: 0, resetSeconds: 1 });
    advance(1);
    expect(take('a')).toEqual({ allowed: true, limit: 3, remaining: 2, resetSeconds: 60 });
  });

  it('does not make its window longer by requests that are refused', () => {
    const { now, advance } = clock();
    const { take } = createRateLimiter({ ...limit, now });
    for (let count = 0; count < 600; count += 1) {
      take('a');
      advance(99);
    }
    advance(600);
    expect(take('a').allowed).toBe(true);
  });

  it('does not take from others', () => {
    const { take } = createRateLimiter({ maxRequests: 1, windowSeconds: 1 });
    expect(take('a').allowed).toBe(true);
    expect(take('b').allowed).toBe(true);
    expect(take('a').allowed).toBe(false);
  });

  it('is allowed exactly its number in each of its windows, whatever comes in between', () => {
    const request = fc.record({
      client: fc.constantFrom('a', 'b', 'c'),
      waits: fc.integer({ min: 0, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 200 }), (requests) => {
        const { now, advance } = clock();
        const { take } = createRateLimiter({ maxRequests: 3, windowSeconds: 5, now });
        const begun = new Map<string, { at: number; count: number }>();
        for (const { client, waits } of requests) {
          advance(waits);
          let window = begun.get(client);
          if (window === undefined || now() - window.at >= 5000) {
            window = { at: now(), count: 0 };
            begun.set(client, window);
          }
          window.count += 1;
          const verdict = take(client);
          expect(verdict.allowed).toBe(window.count <= 3);
          expect(verdict.remaining).toBe(Math.max(0, 3 - window.count));
          expect(verdict.resetSeconds).toBe(Math.ceil((window.at + 5000 - now()) / 1000));
        }
      }),
    );
  });
});

describe('more clients than can be remembered', () => {
  it('push out the oldest window, but none that runs while there are some that are over', () => {
    const { now, advance } = clock();
    const { take } = createRateLimiter({ maxRequests: 1, windowSeconds: 1, clientsMax: 3, now });
    for (const client of ['a', 'b']) take(client);
    advance(1000);
    for (const client of ['c', 'd', 'e']) take(client);
    expect(['c', 'd', 'e'].map((client) => take(client).allowed)).toEqual([false, false, false]);
    take('f');
    expect(take('d').allowed).toBe(false);
    expect(take('c').allowed).toBe(true);
  });

  it('cost little more each than one that is known', () => {
    const { take } = createRateLimiter(limit);
    for (let count = 0; count < 100_000; count += 1) take(`warm ${count}`);
    const { user, system } = process.cpuUsage();
    for (let count = 0; count < 100_000; count += 1) take(`more ${count}`);
    const used = process.cpuUsage({ user, system });
    expect((used.user + used.system) / 100_000).toBeLessThan(20);
  });
});
