import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '@aquifer/http';
import type { RunningService, Service, ServiceContext } from '@aquifer/service';
import { openHttp } from './http/open-http.ts';
import { openEstuary } from './open-estuary.ts';
import type { EstuaryOptions } from './open-estuary.ts';
import { estuarySettings } from './settings.ts';
import type { EstuarySettings } from './settings.ts';
import { version } from './version.ts';

/** Estuary as a value: an items API that is ready to deploy. */
export function createEstuaryService(options: EstuaryOptions = {}): Service<EstuarySettings> {
  return {
    name: 'estuary',
    version,
    settings: estuarySettings('development'),
    async start(context: ServiceContext<EstuarySettings>): Promise<RunningService> {
      const estuary = await openEstuary(context, options);
      // Opened last and so closed first: requests end before what they need.
      const { url } = await listen(openHttp(estuary), context.settings, context.scope, {
        // An operator learns from the exit code that requests were lost (contract §18).
        cutIsFailure: true,
      });
      const { workers, shutdownDelaySeconds } = context.settings;
      if (workers > 1) {
        estuary.logs.app.info({ asked: workers, started: 1 }, 'one worker keeps counts exact');
      }
      if (shutdownDelaySeconds > 0) {
        // Registered last and so waited for first: load balancers see that it is not ready.
        context.scope.defer('shutdown delay', () => delay(shutdownDelaySeconds * 1000));
      }
      estuary.logs.app.info(summaryOf(context.settings), 'ready');
      return { urls: [{ label: 'API', url: `${url}/api/v1/items` }] };
    },
  };
}

/** What an operator wants to see at once (contract §3). */
const summaryOf = (settings: EstuarySettings) => ({
  profile: settings.profile,
  address: `${settings.host}:${settings.port}`,
  database: settings.databaseType,
  rate_limit: settings.rateLimitEnabled
    ? `${settings.rateLimitMaxRequests} in ${settings.rateLimitWindowSeconds} s by ${settings.rateLimitKey}, counted in ${settings.rateLimitStore}`
    : 'off',
  auth: settings.authEnabled ? `on, ${settings.authJwksUrls?.length ?? 0} key sets` : 'off',
  strict_mode: settings.securityStrictMode,
  cors_origins: settings.corsAllowedOrigins?.length ?? 0,
});
