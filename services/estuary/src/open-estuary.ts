import { createHealth, createMetrics } from '@aquifer/http';
import type { ServiceContext } from '@aquifer/service';
import { openAuthenticator } from './access/open-authenticator.ts';
import { SharedTail } from './changes/shared-tail.ts';
import { Collections } from './collections/collections.ts';
import { followDeclarations } from './collections/follow-declarations.ts';
import { LiveSecrets } from './configuration/live-secrets.ts';
import { createDocumentation } from './docs/create-documentation.ts';
import { LiveDocumentation } from './docs/live-documentation.ts';
import type { Estuary } from './estuary.ts';
import { createCursors } from './http/cursor.ts';
import { BUCKETS_S, createObservations } from './http/observations.ts';
import { createRenderFault } from './http/render-fault.ts';
import { routes } from './http/routes.ts';
import { createRenderRead } from './items/render-read.ts';
import { RunningKeys } from './items/running-keys.ts';
import { parseAddressRanges } from './limits/address-ranges.ts';
import { createFindClient } from './limits/client-address.ts';
import { openRateLimiting } from './limits/open-rate-limiting.ts';
import { oneLog } from './logging/create-logs.ts';
import type { Logs } from './logging/create-logs.ts';
import type { EstuarySettings } from './settings.ts';
import { observeStore } from './store/observe-store.ts';
import { openStore } from './store/open-store.ts';
import { reportCheck } from './store/report-check.ts';

export interface EstuaryOptions {
  /** Where lines go; by default one log for everything, the one the service is given. */
  readonly logs?: Logs;
  /** Of the settings, to be replaced later; by default they stay as they are. */
  readonly secrets?: LiveSecrets;
}

/** A probe does not wait longer for the database (contract §14). */
const CHECK_MS_MAX = 2_000;

/** A database that is started with the server takes its time (contract B2). */
const PATIENCE_MS = 30_000;

/** Opens all that requests work with; the scope closes it. */
export async function openEstuary(
  { settings, scope, log }: ServiceContext<EstuarySettings>,
  options: EstuaryOptions,
): Promise<Estuary> {
  const { logs = oneLog(log), secrets = new LiveSecrets(settings) } = options;
  const { profile, databaseType, bodyLimitBytes } = settings;
  const opened = await openStore(settings, logs.database, {
    patienceMs: PATIENCE_MS,
    signal: scope.signal,
  });
  scope.defer('database', () => opened.close());
  const rateLimit = await openRateLimiting(settings, { log: logs.app, scope });
  const metrics = createMetrics({
    service: 'estuary',
    buckets: BUCKETS_S,
    requests: { route: 'endpoint', counter: 'http_requests_total' },
  });
  const observations = createObservations(metrics, {
    profile,
    database: databaseType,
    storeConnections: () => opened.connections() + (rateLimit?.connections() ?? 0),
  });
  const store = observeStore(opened, observations);
  const tail = new SharedTail(store.changes, logs.database);
  scope.defer('change feeds', () => tail.close());
  const collections = new Collections(store);
  followDeclarations({ store, tail, collections, log: logs.database, signal: scope.signal });
  const authenticator = await openAuthenticator(settings, secrets, {
    log: logs.auth,
    onFailure: (reason) => observations.authFailed(reason),
    onJwks: (result) => observations.keySetAsked(result),
  });
  // A provider that is down does not keep the server from starting (contract §9.3).
  void authenticator?.start();
  scope.defer('key sets', () => authenticator?.close());
  const health = createHealth();
  const check = reportCheck(() => store.check(), logs.database);
  health.register('database', check, { timeoutMs: CHECK_MS_MAX });
  return {
    settings,
    secrets,
    logs,
    store,
    tail,
    collections,
    cursors: createCursors(await store.secret()),
    renderRead: createRenderRead(store),
    running: new RunningKeys(),
    feeds: { count: 0 },
    authenticator,
    rateLimit,
    findClient: createFindClient(parseAddressRanges(settings.trustedProxies)),
    documentation: new LiveDocumentation({
      documentation: createDocumentation(routes, settings),
      store,
      collections,
      log: logs.database,
    }),
    health,
    metrics,
    observations,
    renderFault: createRenderFault({ bodyLimitBytes, tellsCauses: profile === 'development' }),
    stopping: scope.signal,
    startedAt: Date.now(),
  };
}
