import type { Postgres } from './postgres.ts';

/** How the pool behaves. Durations in milliseconds. */
export interface OpenPostgresOptions {
  /** Connections at most. Default 10. */
  readonly poolMax?: number;
  /** An idle connection is closed after so long. Default 30000. */
  readonly idleTimeoutMs?: number;
  /** A connection is replaced after so long, so that fail-over and rotation take hold. Default 1800000. */
  readonly maxLifetimeMs?: number;
  /** How long a call waits for a connection. Default 10000. */
  readonly connectTimeoutMs?: number;
  /** The server ends any statement running longer. Default: the server's setting. */
  readonly statementTimeoutMs?: number;
  /** Shown in pg_stat_activity. Default 'aquifer'. */
  readonly applicationName?: string;
  /** How columns are read: 'native' (default: int8 as bigint, numeric and times as text), or 'text' for all. */
  readonly types?: 'native' | 'text';
  /** Told of errors on idle connections, which otherwise only lead to a new connection. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Opens a pool for 'postgres://user:password@host:port/database?sslmode=require'. Connects on first
 * use. Throws PostgresUrlError for an address it cannot read.
 */
export function openPostgres(url: string, options: OpenPostgresOptions = {}): Postgres {
  throw new Error(`openPostgres is being written (${url.length}, ${JSON.stringify(options)})`);
}
