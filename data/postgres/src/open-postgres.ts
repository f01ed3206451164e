import { createGroupedTransactions } from './grouped-transaction.ts';
import { createLeaseQueries } from './lease-queries.ts';
import type { OpenPostgresOptions } from './open-postgres-options.ts';
import { PooledPostgres } from './pooled-postgres.ts';
import { createLink } from './postgres-link.ts';
import { PostgresListenerHub } from './postgres-listener.ts';
import { createPool } from './postgres-pool.ts';
import type { Postgres } from './postgres.ts';
import { createPreparedNames } from './prepared-names.ts';
import { ReadLane } from './read-lane.ts';

/**
 * Opens a pool for 'postgres://user:password@host:port/database?sslmode=require'. Connects on first
 * use. Throws PostgresUrlError for an address it cannot read.
 */
export function openPostgres(url: string, options: OpenPostgresOptions = {}): Postgres {
  const link = createLink(url, options);
  const pool = createPool(link, options);
  const preparedMax = options.preparedMax ?? 200;
  const queries = createLeaseQueries(createPreparedNames(preparedMax));
  const grouped = createGroupedTransactions(preparedMax);
  const lane = new ReadLane(link, {
    connectionsMax: options.laneMax ?? 0,
    idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
    maxLifetimeMs: options.maxLifetimeMs ?? 1_800_000,
    preparedMax,
    alone: ({ sql, values }, query) =>
      pool.use(async (lease) => {
        const started = performance.now();
        const rows = await queries.texts(lease, sql, values, query);
        return { rows, tookMs: performance.now() - started };
      }, query.signal),
  });
  const listeners = new PostgresListenerHub(link);
  return new PooledPostgres({ link, pool, queries, grouped, listeners, lane });
}
