import type { Log, Scope } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import { createRenderRateLimit } from './rate-limit-headers.ts';
import type { RenderRateLimit } from './rate-limit-headers.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';
import { createSharedRateLimiter } from './shared-rate-limiter.ts';

/** Counts requests, and tells clients what they have left. */
export interface RateLimiting {
  readonly limiter: RateLimiter;
  readonly render: RenderRateLimit;
  /** Connections to a database of its own that are open now. */
  connections(): number;
}

/** The limit that settings ask for; undefined for none. The scope closes it. Throws Faults of the store. */
export async function openRateLimiting(
  settings: EstuarySettings,
  { log, scope }: { readonly log: Log; readonly scope: Scope },
): Promise<RateLimiting | undefined> {
  if (!settings.rateLimitEnabled) return undefined;
  const limit: RateLimit = {
    maxRequests: settings.rateLimitMaxRequests,
    windowSeconds: settings.rateLimitWindowSeconds,
  };
  const render = createRenderRateLimit(limit);
  const local = createRateLimiter(limit);
  if (settings.rateLimitStore === 'memory') return { limiter: local, render, connections: () => 0 };
  // Its driver takes some tens of milliseconds to load.
  const { openPostgresPermits } = await import('./postgres/open-postgres-permits.ts');
  const permits = await openPostgresPermits({
    ...limit,
    url: settings.databaseUrl ?? '',
    onSweepError: (error) => log.debug({ err: error }, 'windows that are over were not removed'),
  });
  scope.defer('rate limit', () => permits.close());
  const limiter = createSharedRateLimiter({
    ...limit,
    source: permits,
    fallback: local,
    onSource(state, error) {
      if (state === 'back') log.info('requests are counted together with other instances again');
      else log.warn({ err: error }, 'requests are counted by this instance alone for now');
    },
  });
  return { limiter, render, connections: () => permits.connections() };
}
