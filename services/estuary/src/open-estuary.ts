import { createHealth, createMetrics } from '@aquifer/http';
import type { ServiceContext } from '@aquifer/service';
import { createAuthenticator } from './access/authenticator.ts';
import type { Estuary } from './estuary.ts';
import { BUCKETS_S, createObservations } from './http/observations.ts';
import { RunningKeys } from './items/running-keys.ts';
import { createClientAddress } from './limits/client-address.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createLogs } from './logging/create-logs.ts';
import type { Logs } from './logging/create-logs.ts';
import type { EstuarySettings } from './settings.ts';
import { observeStore } from './store/observe-store.ts';
import { openStore } from './store/open-store.ts';

export interface EstuaryOptions {
  /** Where lines go; by default one log for everything, the one the service is given. */
  readonly logs?: Logs;
}

/** A probe does not wait longer for the database (contract §14). */
const CHECK_MS_MAX = 2_000;

/** Opens all that requests work with; the scope closes it. */
export async function openEstuary(
  context: ServiceContext<EstuarySettings>,
  options: EstuaryOptions,
): Promise<Estuary> {
  const { settings, scope, log } = context;
  const logs = options.logs ?? { app: log, access: log, warnings: [] };
  const metrics = createMetrics({ service: 'estuary', buckets: BUCKETS_S });
  const observations = createObservations(metrics, {
    profile: settings.profile,
    database: settings.databaseType,
  });
  const opened = await openStore(settings, logs);
  scope.defer('database', () => opened.close());
  const store = observeStore(opened, observations);
  const health = createHealth();
  health.register('database', () => store.check(), { timeoutMs: CHECK_MS_MAX });
  return { settings, logs, store, health, metrics, observations } as unknown as Estuary;
}
