import { migrate, openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import { migrations } from './schema.ts';

export interface SqliteFileOptions {
  readonly path: string;
  /** `full`: what is answered survives a loss of power. `normal`: it survives the end of the process. */
  readonly synchronous: 'normal' | 'full';
}

/** Nobody but a tool of the operator locks the file, and while we wait nothing else goes on. */
export const BUSY_TIMEOUT_MS = 2_000;

/** Opens the file, which is made when it is missing, and brings it to the newest schema. */
export function openFile({ path, synchronous }: SqliteFileOptions): SqliteDatabase {
  const database = openSqlite(path, {
    synchronous,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
    pragmas: {
      // A log that one snapshot of a slow reader made large would stay as large.
      journal_size_limit: '16777216',
      cache_size: '-16384',
      // A large sort needs no folder to write to.
      temp_store: 'memory',
    },
  });
  try {
    refuseStranger(database, path);
    migrate(database, migrations);
    // What a killed process wrote and had no time to sync is read again; it must not be lost now.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A mistyped address must not fill somebody else's database with our tables. */
function refuseStranger(database: SqliteDatabase, path: string): void {
  const tables = database.values<string>("SELECT name FROM sqlite_schema WHERE type = 'table'");
  if (tables.length === 0 || tables.includes('schema_migrations')) return;
  throw fault('store_unreadable', { reason: `${path}: it belongs to another program` });
}
