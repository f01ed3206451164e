import type { SqliteDatabase } from './sqlite-database.ts';

/** How a file is opened. Durations in milliseconds. */
export interface OpenSqliteOptions {
  /** Refuse writes; the file must exist. Default false. */
  readonly readOnly?: boolean;
  /** Create the file (mode 0600) and its folder when missing. Default true unless read-only. */
  readonly create?: boolean;
  /** How long a statement waits for another connection's lock. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** Journal mode; 'keep' leaves a foreign file as its owner made it. Default 'wal'. */
  readonly journal?: 'wal' | 'delete' | 'truncate' | 'memory' | 'off' | 'keep';
  /** 'normal' may lose the last commits on power loss, never consistency; 'full' syncs each. Default 'normal'. */
  readonly synchronous?: 'normal' | 'full';
  /** Enforce foreign keys. Default true. */
  readonly foreignKeys?: boolean;
  /** Further pragmas by name, from the allow-list of `parseSqliteDsn`. */
  readonly pragmas?: Readonly<Record<string, string>>;
  /** Prepared statements kept; the least recently used goes first. Default 500. */
  readonly statementCacheMax?: number;
  /**
   * Read every integer as bigint. When false (default), integers read as numbers and one beyond
   * 2^53 throws 'overflow' rather than being rounded.
   */
  readonly bigints?: boolean;
}

/** Opens a SQLite file or ':memory:'. Throws 'cannot_open', 'not_a_database', 'corrupt'. */
export function openSqlite(path: string, options: OpenSqliteOptions = {}): SqliteDatabase {
  throw new Error(`openSqlite is being written (${path}, ${JSON.stringify(options)})`);
}
