import { dirname, resolve } from 'node:path';
import type { Log } from '@aquifer/service';
import { makeFolder } from '@aquifer/sqlite';
import type { Retention } from '../retention.ts';
import { holdFile } from './hold-file.ts';
import { openFile } from './open-file.ts';
import type { SqliteFileOptions } from './open-file.ts';
import { SqliteStore } from './sqlite-store.ts';
import { openFault } from './store-error.ts';

export interface SqliteStoreOptions extends SqliteFileOptions {
  readonly retention: Retention;
  readonly log: Log;
}

const ADVICE = 'DATABASE_TYPE=memory needs no place to write to';

/**
 * Opens a store in one file, which is made with its folder when it is missing (contract B1). One process
 * has it at a time. Throws Faults `store_in_use`, `store_newer`, `store_unreadable`.
 */
export function openSqliteStore({
  synchronous,
  retention,
  log,
  ...options
}: SqliteStoreOptions): SqliteStore {
  const path = resolve(options.path);
  try {
    makeFolder(dirname(path));
    const hold = holdFile(path);
    try {
      const database = openFile({ path, synchronous });
      return new SqliteStore({ path, database, retention, log, release: () => hold.release() });
    } catch (error) {
      hold.release();
      throw error;
    }
  } catch (error) {
    throw openFault(error, path, ADVICE);
  }
}
