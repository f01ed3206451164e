/** How the pool behaves. Durations in milliseconds. */
export interface OpenPostgresOptions {
  /** Connections at most. Default 10. */
  readonly poolMax?: number;
  /** Connections kept open though idle, once they were needed. Default 0. */
  readonly poolMin?: number;
  /** An idle connection is closed after so long. Default 30000. */
  readonly idleTimeoutMs?: number;
  /** A connection is replaced after so long, so that fail-over and rotation take hold. Default 1800000. */
  readonly maxLifetimeMs?: number;
  /** How long a call waits for a connection. Default connect_timeout of the address, else 10000. */
  readonly connectTimeoutMs?: number;
  /** The server ends any statement running longer. Default: the server's setting. */
  readonly statementTimeoutMs?: number;
  /**
   * Further settings of the server for every session. PgBouncer refuses sessions that bring any.
   */
  readonly settings?: Readonly<Record<string, string>>;
  /** Shown in pg_stat_activity, unless the address names one. Default 'aquifer'. */
  readonly applicationName?: string;
  /**
   * How columns are read. 'native' (default): int8 as bigint, numeric and everything with a date
   * or a time as text, json parsed, the rest as the driver does. 'text': everything as text.
   */
  readonly types?: 'native' | 'text';
  /**
   * Statements kept prepared per connection. Default 200. With 0 nothing is ever prepared, as a
   * pooler demands that hands each transaction another connection.
   */
  readonly preparedMax?: number;
  /**
   * Connections, beside those of the pool, on which `readTexts` sends several statements in one
   * round trip. Not behind PgBouncer in transaction mode. Default 0: none.
   */
  readonly laneMax?: number;
  /** Told of errors on idle connections, which otherwise only lead to a new connection. */
  readonly onIdleError?: (error: Error) => void;
}
