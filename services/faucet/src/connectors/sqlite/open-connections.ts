import { openSqlite, parseSqliteDsn } from '@aquifer/sqlite';
import type { Connections } from './run-job.ts';
import { registerSqlFunctions } from './sql-functions.ts';

/** Milliseconds a writer waits for another one, unless the DSN says otherwise. */
const busyTimeoutDefaultMs = 5000;

/** How long statements wait for a lock, by the DSN. Throws SqliteDsnError. */
export const busyTimeoutMs = (dsn: string): number => {
  const { options } = parseSqliteDsn(dsn);
  return Number(options.pragmas?.busy_timeout ?? options.busyTimeoutMs ?? busyTimeoutDefaultMs);
};

/**
 * A connection that only reads and one that writes; of a ':memory:' database there is only one. In
 * the fast lane nothing waits for a lock, because waiting would block the thread; in the slow lane
 * SQLite does the waiting. Throws SqliteDsnError, SqliteOpenError and SQLite's errors.
 */
export const openConnections = (dsn: string, lane: 'fast' | 'slow'): Connections => {
  const { path, options } = parseSqliteDsn(dsn);
  const timeout = lane === 'fast' ? 0 : busyTimeoutMs(dsn);
  const pragmas = { ...options.pragmas, busy_timeout: String(timeout) };
  const open = (readOnly: boolean) => {
    const database = openSqlite(path, { ...options, pragmas, readOnly, bigints: true });
    registerSqlFunctions(database);
    return database;
  };
  // The writer comes first: it makes the file and sets the journal mode.
  const writer = open(options.readOnly ?? false);
  if (path === ':memory:') return { reader: writer, writer };
  try {
    return { reader: open(true), writer };
  } catch (error) {
    writer.close();
    throw error;
  }
};
