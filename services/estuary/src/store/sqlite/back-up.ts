import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { openSqlite } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import { BUSY_TIMEOUT_MS } from './open-file.ts';
import { openFault } from './store-error.ts';

/**
 * Writes a copy of a file as it is at one moment, while it is read and written, by its own process or
 * by another. Under the name `target`, which must be free, there is all of it or nothing. Nothing
 * else goes on in this process meanwhile.
 */
export function backUp(path: string, target: string): void {
  if (existsSync(target)) throw refusal(target, 'it exists already');
  const draft = `${target}.incomplete`;
  try {
    rmSync(draft, { force: true });
    // Made by us, since SQLite would let others of this machine read it.
    closeSync(openSync(draft, 'wx', 0o600));
    copy(path, draft);
    linkSync(draft, target);
  } catch (error) {
    throw openFault(error, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

function copy(path: string, draft: string): void {
  const database = openSqlite(path, { readOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    database.run('VACUUM INTO ?', [draft]);
  } finally {
    database.close();
  }
  syncFile(draft);
}

/** What was written to a file is on the disk, and stays. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const refusal = (target: string, reason: string): Error =>
  fault('store_unreadable', { reason: `${target}: ${reason}` });
