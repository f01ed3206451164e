import type { Metrics } from '@aquifer/http';
import { Counter, Gauge } from 'prom-client';
import type { StoreObserver } from '../store/observe-store.ts';
import { version } from '../version.ts';

/** The numbers of Estuary besides those of requests and of the process. */
export interface Observations extends StoreObserver {
  keySetAsked(result: 'hit' | 'miss' | 'stale' | 'error'): void;
  /** From now on open connections of clients are asked for when metrics are read. */
  watchConnections(count: () => Promise<number>): void;
  rateLimited(): void;
  authFailed(reason: string): void;
}

export interface ObservationsOptions {
  readonly profile: string;
  readonly database: string;
  /** Asked when metrics are read. */
  readonly storeConnections: () => number;
}

/** Bounds in seconds (contract §15). */
export const BUCKETS_S: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Every metric besides those of requests and of the process; docs and dashboards are tested against it. */
export const metricNames = {
  storeDurations: 'database_query_duration_seconds',
  storeQueries: 'database_queries_total',
  storeConnections: 'database_connections_active',
  created: 'items_created_total',
  updated: 'items_updated_total',
  deleted: 'items_deleted_total',
  connections: 'http_connections_active',
  keySets: 'jwks_cache_requests_total',
  rateLimited: 'rate_limit_rejections_total',
  authFailed: 'auth_failures_total',
  build: 'estuary_build_info',
} as const;

export function createObservations(
  { registry, counts, durations }: Metrics,
  { profile, database, storeConnections }: ObservationsOptions,
): Observations {
  const registers = [registry];
  const counter = <Label extends string = never>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ): Counter<Label> => new Counter({ name, help, labelNames, registers });
  const storeDurations = durations({
    name: metricNames.storeDurations,
    help: 'Time the database took, in seconds.',
    labels: ['operation', 'repository'],
    bounds: BUCKETS_S,
  });
  const storeQueries = counts({
    name: metricNames.storeQueries,
    help: 'Calls of the database; one that finds nothing is a success.',
    labels: ['operation', 'repository', 'status'],
  });
  const changes = {
    created: counter(metricNames.created, 'Items created.'),
    updated: counter(metricNames.updated, 'Items updated.'),
    deleted: counter(metricNames.deleted, 'Items deleted.'),
  };
  const keySets = counts({
    name: metricNames.keySets,
    help: 'Looks for a key in a key set.',
    labels: ['result'],
  });
  const rejections = counter(metricNames.rateLimited, 'Requests refused by the rate limit.');
  const failures = counter(metricNames.authFailed, 'Requests refused for their token.', 'reason');
  let countConnections = nobody;
  asked(registry, metricNames.connections, 'Open connections of clients.', () =>
    countConnections(),
  );
  asked(registry, metricNames.storeConnections, 'Connections to the database.', storeConnections);
  const labelNames = ['version', 'profile', 'database'];
  const help = 'Always 1; its labels tell what runs.';
  new Gauge({ name: metricNames.build, help, labelNames, registers }).set(
    { version, profile, database },
    1,
  );
  return {
    storeAsked(operation, isSuccess, seconds) {
      const repository = operation === 'health_check' ? 'database' : 'items';
      storeDurations.observe([operation, repository], seconds);
      storeQueries.add([operation, repository, isSuccess ? 'success' : 'error']);
    },
    changed: (type) => changes[type].inc(),
    watchConnections(count) {
      countConnections = count;
    },
    keySetAsked: (result) => keySets.add([result]),
    rateLimited: () => rejections.inc(),
    authFailed: (reason) => failures.inc({ reason }),
  };
}

/** Before the server listens. */
const nobody = async (): Promise<number> => 0;

/** A gauge whose value is asked for when metrics are read. */
function asked(
  registry: Metrics['registry'],
  name: string,
  help: string,
  value: () => number | Promise<number>,
): void {
  registry.registerMetric(
    new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        this.set(await value());
      },
    }),
  );
}
