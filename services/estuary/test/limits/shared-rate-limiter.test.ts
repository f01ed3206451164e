import { describe, expect, it } from 'vitest';
import type { Lease, PermitSource } from '../../src/limits/permit-source.ts';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';
import type { RateLimiter, RateVerdict } from '../../src/limits/rate-limiter.ts';
import { createSharedRateLimiter } from '../../src/limits/shared-rate-limiter.ts';

const limit = { maxRequests: 10, windowSeconds: 60 };

/** A source that answers what the test says, when it says so. */
function script(answer: (wanted: number) => Lease | Promise<Lease>): PermitSource & {
  readonly wanted: number[];
} {
  const wanted: number[] = [];
  return {
    wanted,
    async lease(_client, count) {
      wanted.push(count);
      return answer(count);
    },
  };
}

function startLimiter(source: PermitSource): RateLimiter & {
  readonly states: string[];
  advance(milliseconds: number): void;
} {
  let time = 1_000_000;
  const now = (): number => time;
  const states: string[] = [];
  const limiter = createSharedRateLimiter({
    ...limit,
    source,
    fallback: createRateLimiter({ maxRequests: 2, windowSeconds: 60, now }),
    onSource: (state) => states.push(state),
    now,
  });
  return {
    take: (client) => limiter.take(client),
    states,
    advance: (milliseconds) => void (time += milliseconds),
  };
}

const allowedOf = (verdict: RateVerdict | Promise<RateVerdict>): boolean => {
  if (verdict instanceof Promise) throw new Error('it asks the source');
  return verdict.allowed;
};

describe('a shared rate limiter', () => {
  it('decides at once while it has permits, and asks for more when they are spent', async () => {
    const source = script(() => ({ permits: 2, left: 4, endsInMs: 60_000 }));
    const { take } = startLimiter(source);
    const verdict = { allowed: true, limit: 10, remaining: 5, resetSeconds: 60 };
    await expect(take('a')).resolves.toEqual(verdict);
    expect(take('a')).toEqual({ ...verdict, remaining: 4 });
    expect(source.wanted).toEqual([1]);
    await expect(take('a')).resolves.toMatchObject({ allowed: true });
    expect(source.wanted).toEqual([1, 1]);
  });

  it('refuses at once when nobody has any left, until the window is over', async () => {
    const source = script(() => ({ permits: 0, left: 0, endsInMs: 30_000 }));
    const { take, advance } = startLimiter(source);
    const refusal: RateVerdict = { allowed: false, limit: 10, remaining: 0, resetSeconds: 30 };
    await expect(take('a')).resolves.toEqual(refusal);
    advance(29_001);
    expect(take('a')).toEqual({ ...refusal, resetSeconds: 1 });
    expect(source.wanted).toHaveLength(1);
    advance(999);
    expect(take('a')).toBeInstanceOf(Promise);
  });

  it('asks once for all requests that wait', async () => {
    const source = script((wanted) => ({ permits: wanted, left: 0, endsInMs: 60_000 }));
    const { take } = startLimiter(source);
    const verdicts = await Promise.all(Array.from({ length: 8 }, async () => take('a')));
    // The first asks for itself; told that nothing is left, the others are refused.
    expect(source.wanted).toEqual([1]);
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(1);
  });

  it('asks again for as many as still wait', async () => {
    const source = script((wanted) => ({ permits: wanted, left: 1, endsInMs: 60_000 }));
    const { take } = startLimiter(source);
    const verdicts = await Promise.all(Array.from({ length: 8 }, async () => take('a')));
    expect(source.wanted).toEqual([1, 7]);
    expect(verdicts.every(({ allowed }) => allowed)).toBe(true);
  });

  it('lets permits be spent that came after their window was over', async () => {
    const source = script(() => ({ permits: 1, left: 0, endsInMs: 0 }));
    const { take } = startLimiter(source);
    await expect(take('a')).resolves.toMatchObject({ allowed: true, resetSeconds: 1 });
  });

  it('has one request ask whether the source is back, for which the others do not wait', async () => {
    let fail: (error: Error) => void = () => undefined;
    const source = script(() => new Promise((_resolve, reject) => (fail = reject)));
    const { take, advance } = startLimiter(source);
    const first = take('a');
    fail(new Error('down'));
    await first;
    advance(5000);
    expect(take('b')).toBeInstanceOf(Promise);
    expect(take('b')).toMatchObject({ allowed: true });
    expect(take('c')).toMatchObject({ allowed: true });
    expect(source.wanted).toHaveLength(2);
  });

  it('spends what it has while the source fails', async () => {
    let isDown = false;
    const source = script(() => {
      if (isDown) throw new Error('down');
      return { permits: 4, left: 0, endsInMs: 60_000 };
    });
    const { take } = startLimiter(source);
    await take('a');
    isDown = true;
    await take('b');
    expect([take('a'), take('a'), take('a'), take('a')].map(allowedOf)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('counts by itself while the source fails, asks it again after a pause, and says so once', async () => {
    let isDown = true;
    const source = script(() => {
      if (isDown) throw new Error('down');
      return { permits: 1, left: 9, endsInMs: 60_000 };
    });
    const { take, advance, states } = startLimiter(source);
    const verdicts = await Promise.all([1, 2, 3].map(async () => take('a')));
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect(take('b')).toMatchObject({ allowed: true, limit: 2 });
    expect(source.wanted).toHaveLength(1);
    advance(5000);
    await take('b');
    expect(source.wanted).toHaveLength(2);
    expect(states).toEqual(['failed']);
    isDown = false;
    advance(5000);
    await expect(take('a')).resolves.toMatchObject({ allowed: true, limit: 10 });
    expect(states).toEqual(['failed', 'back']);
  });
});
