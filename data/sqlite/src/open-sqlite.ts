import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { makeFolder } from './make-folder.ts';
import { pragmaRefusal } from './pragmas.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { sqliteErrorCode } from './sqlite-error.ts';
import { SqliteOpenError } from './sqlite-open-error.ts';
import { createStatementCache } from './statement-cache.ts';

/** How a file is opened. Durations in milliseconds. */
export interface OpenSqliteOptions {
  /** Refuse writes; the file must exist. Default false. */
  readonly readOnly?: boolean;
  /** Create the file (mode 0600) and its folder (0700) when missing. Default true unless read-only. */
  readonly create?: boolean;
  /** How long a statement waits for another connection's lock. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** Journal mode; 'keep' leaves a foreign file as its owner made it. Default 'wal'. */
  readonly journal?: 'wal' | 'delete' | 'truncate' | 'memory' | 'off' | 'keep';
  /** 'normal' may lose the last commits on power loss, never consistency; 'full' syncs each. Default 'normal'. */
  readonly synchronous?: 'normal' | 'full';
  /** Enforce foreign keys. Default true. */
  readonly foreignKeys?: boolean;
  /** Further pragmas by name; they win over the options above. `pragmas.ts` lists what may be set. */
  readonly pragmas?: Readonly<Record<string, string>>;
  /** Prepared statements kept; the least recently used goes first. Default 500. */
  readonly statementCacheMax?: number;
  /**
   * Read every integer as bigint. When false (default), integers read as numbers and one beyond
   * 2^53 throws 'overflow' rather than being rounded.
   */
  readonly bigints?: boolean;
}

/**
 * Opens a SQLite file or ':memory:'. Throws SqliteOpenError ('cannot_open') when the file is
 * missing or may not be opened, and the driver's error 'not_a_database', 'corrupt' or 'busy'.
 */
export function openSqlite(path: string, options: OpenSqliteOptions = {}): SqliteDatabase {
  const pragmas = readPragmas(options);
  // An absolute path cannot be taken for a URI or for ':memory:'.
  const location = path === ':memory:' ? path : resolve(path);
  if (path !== ':memory:') prepareFile(location, path, options);
  const busyTimeoutMs = Number(pragmas.get('busy_timeout') ?? options.busyTimeoutMs ?? 5000);
  const driver = openDriver(location, options, busyTimeoutMs);
  try {
    for (const [name, value] of pragmas) setPragma(driver, name, value, busyTimeoutMs);
    // Opening reads nothing; this finds out whether the file is a database.
    driver.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    driver.close();
    throw error;
  }
  const statements = createStatementCache(options.statementCacheMax ?? 500);
  return new SqliteConnection(path, driver, statements);
}

function openDriver(
  location: string,
  options: OpenSqliteOptions,
  timeout: number,
): DatabaseSyncInstance {
  try {
    return new DatabaseSync(location, {
      readOnly: options.readOnly ?? false,
      timeout,
      enableForeignKeyConstraints: options.foreignKeys ?? true,
      readBigInts: options.bigints ?? false,
    });
  } catch (error) {
    throw new SqliteOpenError('the database file cannot be opened', { cause: error });
  }
}

/** Pragmas in the order they must run: the page size before the journal mode fixes it. */
function readPragmas(options: OpenSqliteOptions): Map<string, string> {
  const pragmas = new Map<string, string>();
  const given = Object.entries(options.pragmas ?? {});
  for (const [name, value] of given) {
    const refusal = pragmaRefusal(name, value);
    if (refusal !== undefined) throw new SqliteOpenError(refusal);
    pragmas.set(name, value);
  }
  const journal = options.journal ?? 'wal';
  if (options.readOnly === true) pragmas.delete('journal_mode');
  else if (journal !== 'keep' && !pragmas.has('journal_mode')) pragmas.set('journal_mode', journal);
  if (!pragmas.has('synchronous')) pragmas.set('synchronous', options.synchronous ?? 'normal');
  return pragmas;
}

/** SQLite creates files by the process's umask; ours hold secrets, so they are made here first. */
function prepareFile(location: string, path: string, options: OpenSqliteOptions): void {
  if (path === '' || path.includes('\0')) throw new SqliteOpenError('the path is empty or invalid');
  if (existsSync(location)) return;
  if (options.readOnly === true || options.create === false) {
    const isWritable = options.readOnly !== true;
    const hint = isWritable ? '; mode=rwc in its name would make it' : '';
    throw new SqliteOpenError(`the database file does not exist${hint}`);
  }
  try {
    makeFolder(dirname(location));
    closeSync(openSync(location, 'a', 0o600));
  } catch (error) {
    throw new SqliteOpenError('the database file cannot be created', { cause: error });
  }
}

/**
 * Sets a pragma. Turning a new file to WAL needs a lock for which SQLite does not wait, so programs
 * that open the same new file at once would fail; this waits for them.
 */
function setPragma(
  driver: DatabaseSyncInstance,
  name: string,
  value: string,
  busyTimeoutMs: number,
): void {
  const deadline = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      driver.exec(`PRAGMA ${name} = ${value}`);
      return;
    } catch (error) {
      if (sqliteErrorCode(error) !== 'busy' || Date.now() >= deadline) throw error;
      sleep(5);
    }
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
