import { existsSync, realpathSync } from 'node:fs';
import { openSqlite, sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';

/** Long enough for a process that is just ending, short enough to be told soon. */
const WAIT_MS = 500;

/**
 * Keeps other Estuaries from a file until `release` is called or this process ends, however it ends:
 * the lock is one that SQLite holds on an empty file beside it, and the system drops it with the
 * process. Readers such as a backup are not kept out.
 */
export function holdFile(path: string): { release(): void } {
  // Whatever way leads there: two names of one file are one.
  const file = existsSync(path) ? realpathSync(path) : path;
  try {
    const lock = openSqlite(`${file}.lock`, { journal: 'keep', busyTimeoutMs: WAIT_MS });
    lock.run('BEGIN EXCLUSIVE');
    return {
      release() {
        if (lock.isOpen) lock.run('ROLLBACK');
        lock.close();
      },
    };
  } catch (error) {
    if (sqliteErrorCode(error) === 'busy') throw fault('store_in_use', { path }, { cause: error });
    throw error;
  }
}
