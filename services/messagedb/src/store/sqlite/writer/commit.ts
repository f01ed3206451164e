import { sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { Refusal } from '../refusal.ts';

/**
 * Runs a change as one transaction, synced when this returns. Throws Refusal `outcome_unknown` when
 * the disk failed while committing: what was written may be found there when the file is opened
 * again. A full disk leaves nothing.
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
      throw new Refusal('outcome_unknown', {}, error);
    }
    throw error;
  }
}
