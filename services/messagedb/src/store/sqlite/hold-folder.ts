import { join } from 'node:path';
import { openSqlite, sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';

/** Long enough for a process that is just ending, short enough to be told soon. */
const WAIT_MS = 500;

/**
 * Keeps other processes out of a folder until `release` is called or this process ends, however it
 * ends: the lock is one that SQLite holds on an empty file, and the kernel drops it with the
 * process. A pid file would outlive a kill.
 */
export function holdFolder(folder: string): { release(): void } {
  try {
    const database = openSqlite(join(folder, '.messagedb-lock'), {
      journal: 'keep',
      busyTimeoutMs: WAIT_MS,
    });
    try {
      database.run('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    return { release: () => database.close() };
  } catch (error) {
    if (sqliteErrorCode(error) === 'busy') throw fault('data_dir_in_use');
    throw error;
  }
}
