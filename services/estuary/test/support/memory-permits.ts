import type { Lease, PermitSource } from '../../src/limits/permit-source.ts';
import type { RateLimit } from '../../src/limits/rate-limiter.ts';

/** Permits in memory, given out like those of a database, with the time that an answer takes. */
export function openMemoryPermits({ maxRequests, windowSeconds }: RateLimit): PermitSource {
  const windows = new Map<string, { endsAt: number; used: number }>();
  return {
    async lease(client, wanted): Promise<Lease> {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      const now = performance.now();
      let window = windows.get(client);
      if (window === undefined || window.endsAt <= now) {
        window = { endsAt: now + windowSeconds * 1000, used: 0 };
        windows.set(client, window);
      }
      const left = maxRequests - window.used;
      const plenty = Math.floor(Math.min(maxRequests / 10, left / 4));
      const permits = Math.min(left, Math.max(wanted, plenty));
      window.used += permits;
      return { permits, left: maxRequests - window.used, endsInMs: window.endsAt - now };
    },
  };
}
