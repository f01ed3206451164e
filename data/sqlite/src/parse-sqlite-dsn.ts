import type { OpenSqliteOptions } from './open-sqlite.ts';

/** Where and how a data source name says to open a file. */
export interface SqliteDsn {
  readonly path: string;
  readonly options: OpenSqliteOptions;
}

/**
 * Reads a plain path, ':memory:', 'sqlite:path', 'sqlite://path' or
 * 'file:path?mode=ro&_pragma=busy_timeout(5000)'. Throws SqliteDsnError naming the part it refuses.
 */
export function parseSqliteDsn(dsn: string): SqliteDsn {
  throw new Error(`parseSqliteDsn is being written (${dsn})`);
}
