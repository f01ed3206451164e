import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lease, PermitSource } from '../../../src/limits/permit-source.ts';
import { createRateLimiter } from '../../../src/limits/rate-limiter.ts';
import type { RateLimit, RateLimiter } from '../../../src/limits/rate-limiter.ts';
import { createSharedRateLimiter } from '../../../src/limits/shared-rate-limiter.ts';

/** A kind of permits, and what it needs around it. */
export interface PermitSourceFixture {
  readonly name: string;
  start?(): Promise<void>;
  /** As many instances as asked for, which share their permits. */
  open(limit: RateLimit, instances: number): Promise<readonly PermitSource[]>;
  stop?(): Promise<void>;
}

/** What every source of permits must keep. */
export function permitSourceContract({ name, start, open, stop }: PermitSourceFixture): void {
  let clients = 0;
  const newClient = (): string => `client ${(clients += 1)}`;
  const minute = (maxRequests: number): RateLimit => ({ maxRequests, windowSeconds: 60 });

  describe(`permits of ${name}`, () => {
    beforeAll(async () => start?.());
    afterAll(async () => stop?.());

    it('are given as wanted, and no more than there are', async () => {
      const [source] = await open(minute(10), 1);
      const client = newClient();
      await expect(source!.lease(client, 4)).resolves.toMatchObject({ permits: 4, left: 6 });
      await expect(source!.lease(client, 4)).resolves.toMatchObject({ permits: 4, left: 2 });
      await expect(source!.lease(client, 4)).resolves.toMatchObject({ permits: 2, left: 0 });
      await expect(source!.lease(client, 4)).resolves.toMatchObject({ permits: 0, left: 0 });
    });

    it('are given in advance where plenty is left, one by one at the end', async () => {
      const [source] = await open(minute(100), 1);
      const client = newClient();
      const given: number[] = [];
      let lease: Lease;
      do {
        lease = await source!.lease(client, 1);
        given.push(lease.permits);
      } while (lease.left > 0);
      expect(given[0]).toBe(10);
      expect(given.slice(-4)).toEqual([1, 1, 1, 1]);
      expect(given.reduce((sum, permits) => sum + permits)).toBe(100);
    });

    it.each(['', 'a\u0000b', 'x'.repeat(10_000), '\ud800'])(
      'belong to one client (%j)',
      async (odd) => {
        const [source] = await open(minute(3), 1);
        const client = newClient() + odd;
        await source!.lease(client, 3);
        await expect(source!.lease(`${client}x`, 1)).resolves.toMatchObject({ permits: 1 });
        await expect(source!.lease(client, 1)).resolves.toMatchObject({ permits: 0 });
      },
    );

    it('are all back when the window is over, which begins with the first', async () => {
      const [source] = await open({ maxRequests: 2, windowSeconds: 1 }, 1);
      const client = newClient();
      const { endsInMs } = await source!.lease(client, 2);
      expect(Math.floor(endsInMs)).toBeLessThanOrEqual(1000);
      await setTimeout(500);
      const later = await source!.lease(client, 1);
      expect(later.permits).toBe(0);
      expect(later.endsInMs).toBeLessThan(endsInMs);
      await setTimeout(later.endsInMs + 5);
      await expect(source!.lease(client, 1)).resolves.toMatchObject({ permits: 1, left: 1 });
    });

    it('are never given twice, however many ask at once', async () => {
      const sources = await open(minute(1000), 3);
      const client = newClient();
      const leases = await Promise.all(
        Array.from({ length: 60 }, (_, index) => sources[index % 3]!.lease(client, index % 30)),
      );
      expect(leases.reduce((sum, { permits }) => sum + permits, 0)).toBeLessThanOrEqual(1000);
      const rest = await sources[0]!.lease(client, 1000);
      const given = [...leases, rest].reduce((sum, { permits }) => sum + permits, 0);
      expect(given).toBe(1000);
    });

    it('let two instances admit exactly the limit of 200 requests at once', async () => {
      const limiters = (await open(minute(100), 2)).map((source) => limiterOf(source, 100));
      const client = newClient();
      const verdicts = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => limiters[index % 2]!.take(client)),
      );
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(100);
    });

    it('let two instances admit exactly the limit of requests one after the other', async () => {
      const limiters = (await open(minute(50), 2)).map((source) => limiterOf(source, 50));
      const client = newClient();
      let admitted = 0;
      for (let count = 0; count < 120; count += 1) {
        if ((await limiters[count % 2]!.take(client)).allowed) admitted += 1;
      }
      expect(admitted).toBe(50);
    });
  });
}

function limiterOf(source: PermitSource, maxRequests: number): RateLimiter {
  const limit = { maxRequests, windowSeconds: 60 };
  return createSharedRateLimiter({
    ...limit,
    source,
    fallback: createRateLimiter(limit),
    onSource: (state, error) => {
      throw new Error(`the source ${state}`, { cause: error });
    },
  });
}
