import { sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';

/**
 * Runs a change as one transaction. Throws Fault `outcome_unknown` when the disk failed while
 * committing: what was written may be found there when the file is opened again. A full disk leaves
 * nothing.
 */
export function commit<Result>(database: SqliteDatabase, change: () => Result): Result {
  let isDecided = false;
  try {
    return database.transaction(() => {
      const result = change();
      isDecided = true;
      return result;
    });
  } catch (error) {
    if (isDecided && sqliteErrorCode(error) === 'disk_io') {
      throw fault('outcome_unknown', {}, { cause: error });
    }
    throw error;
  }
}
