import { existsSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, openSqlite } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import { backUp, syncFile } from './back-up.ts';
import { checkFile } from './check-file.ts';
import { holdFile } from './hold-file.ts';
import { openFault } from './store-error.ts';

/**
 * More changes than anybody lost with what is replaced. By numbers that none of those had, followers
 * who know some notice that they have to begin anew.
 */
const LOST_MAX = 1_000_000_000;

/**
 * Puts a copy of a backup in the place of a database, which must not be in use, and may be there only
 * with `isForced`. At every moment there is one or the other. Throws Faults `store_in_use`,
 * `store_unreadable`, `store_newer`, `command_failed`.
 */
export function restoreFile(backup: string, path: string, isForced: boolean): void {
  checkFile(backup);
  try {
    makeFolder(dirname(path));
    const target = existsSync(path) ? realpathSync(path) : path;
    const hold = holdFile(target);
    try {
      if (existsSync(target) && !isForced) {
        const reason = `${target} exists already; --force replaces it`;
        throw fault('command_failed', { reason });
      }
      replace(backup, target);
    } finally {
      hold.release();
    }
  } catch (error) {
    throw openFault(error, path);
  }
}

function replace(backup: string, target: string): void {
  const draft = `${target}.restoring`;
  try {
    removeWithLog(draft);
    backUp(backup, draft);
    beginAnew(draft);
    // The log of the former file would be taken for one of the new file.
    rmSync(`${target}-wal`, { force: true });
    rmSync(`${target}-shm`, { force: true });
    renameSync(draft, target);
    syncFile(dirname(target));
  } finally {
    removeWithLog(draft);
  }
}

/** Changes are kept from here on only. */
function beginAnew(draft: string): void {
  const database = openSqlite(draft);
  try {
    database.exec(`UPDATE state SET head = head + ${LOST_MAX}, dropped = head + ${LOST_MAX};
      DELETE FROM changes;
      PRAGMA wal_checkpoint(TRUNCATE)`);
  } finally {
    database.close();
  }
  syncFile(draft);
}

function removeWithLog(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
