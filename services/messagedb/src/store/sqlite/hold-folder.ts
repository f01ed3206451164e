import { join } from 'node:path';
import { sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import { AttachedFile, makeFile } from './attached-file.ts';

/** Long enough for a process that is just ending, short enough to be told soon. */
const WAIT_MS = 500;

/**
 * Keeps other processes out of a folder until `release` is called or this process ends, however it
 * ends: the lock is one that SQLite holds on an empty file, and the kernel drops it with the
 * process. A pid file would outlive a kill.
 */
export function holdFolder(folder: string): { release(): void } {
  const file = new AttachedFile();
  const { database } = file;
  const path = join(folder, '.messagedb-lock');
  try {
    makeFile(path);
    database.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
    file.attach(path, 'rw');
    database.run('BEGIN EXCLUSIVE');
  } catch (error) {
    file.detach();
    if (sqliteErrorCode(error) === 'busy') throw fault('data_dir_in_use');
    throw error;
  }
  return {
    release() {
      if (database.inTransaction) database.run('ROLLBACK');
      file.detach();
    },
  };
}
