import { existsSync } from 'node:fs';
import { openSqlite } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import { BUSY_TIMEOUT_MS } from './open-file.ts';
import { migrations } from './schema.ts';
import { openFault } from './store-error.ts';

const TABLES = `SELECT count(*) FROM sqlite_schema
  WHERE type = 'table' AND name IN ('schema_migrations', 'documents', 'state')`;

/**
 * Looks whether a file, which may be in use, is a database of Estuary's that this release can read.
 * Throws Faults `store_unreadable`, `store_newer`.
 */
export function checkFile(path: string): void {
  if (!existsSync(path)) throw refusal(path, 'it is not there');
  try {
    const database = openSqlite(path, { readOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
    try {
      if (database.value<number>(TABLES) !== 3) throw refusal(path, 'it is not one of Estuary');
      const version = database.value<number>('SELECT max(version) FROM schema_migrations');
      if ((version ?? 0) > (migrations.at(-1)?.version ?? 0)) throw fault('store_newer');
    } finally {
      database.close();
    }
  } catch (error) {
    throw openFault(error, path);
  }
}

const refusal = (path: string, reason: string): Error =>
  fault('store_unreadable', { reason: `${path}: ${reason}` });
