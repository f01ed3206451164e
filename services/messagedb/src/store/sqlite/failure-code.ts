import { sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteErrorCode } from '@aquifer/sqlite';
import type { FaultCode } from '../../faults.ts';

/** What is no fault of what was to be stored: nothing else could be stored either. */
const ofSqlite: Readonly<Partial<Record<SqliteErrorCode, FaultCode>>> = {
  busy: 'store_busy',
  disk_full: 'store_full',
  disk_io: 'files_failed',
  cannot_open: 'files_failed',
  permission: 'files_failed',
  read_only: 'files_failed',
  corrupt: 'files_failed',
  not_a_database: 'files_failed',
};

const noRoom: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * What the failure of a file means to who asked. Used on both threads, so it needs nothing of the
 * kernel.
 */
export function failureCode(error: unknown): FaultCode {
  // A migration that fails tells of SQLite in its cause.
  for (let at = error; at instanceof Error; at = at.cause) {
    const sqliteCode = sqliteErrorCode(at);
    const known = sqliteCode === undefined ? undefined : ofSqlite[sqliteCode];
    if (known !== undefined) return known;
    if ('code' in at && noRoom.has(at.code)) return 'store_full';
    if ('syscall' in at) return 'files_failed';
  }
  return 'store_failed';
}
