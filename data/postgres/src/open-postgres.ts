import { createLeaseQueries } from './lease-queries.ts';
import type { OpenPostgresOptions } from './open-postgres-options.ts';
import { PooledPostgres } from './pooled-postgres.ts';
import { createLink } from './postgres-link.ts';
import { PostgresListenerHub } from './postgres-listener.ts';
import { createPool } from './postgres-pool.ts';
import type { Postgres } from './postgres.ts';
import { createPreparedNames } from './prepared-names.ts';

/**
 * Opens a pool for 'postgres://user:password@host:port/database?sslmode=require'. Connects on first
 * use. Throws PostgresUrlError for an address it cannot read.
 */
export function openPostgres(url: string, options: OpenPostgresOptions = {}): Postgres {
  const link = createLink(url, options);
  return new PooledPostgres(
    link,
    createPool(link, options),
    createLeaseQueries(createPreparedNames(options.preparedMax ?? 200)),
    new PostgresListenerHub(link),
  );
}
