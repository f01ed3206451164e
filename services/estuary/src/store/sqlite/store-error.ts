import { isFault } from '@aquifer/service';
import { SqliteMigrationError, sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { FaultCode } from '../../faults.ts';

/** What SQLite's failures mean to who asked a store that was open; the rest is `store_failed`. */
const faultCodes: Partial<Record<SqliteErrorCode, FaultCode>> = {
  busy: 'store_locked',
  // There may be room again soon, and reading goes on.
  disk_full: 'store_unavailable',
};

/** Does `work`; failures of SQLite come out as Faults. */
export function reachFile<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = sqliteErrorCode(error);
    if (isFault(error) || code === undefined) throw error;
    throw fault(faultCodes[code] ?? 'store_failed', {}, { cause: error });
  }
}

const reasons: Partial<Record<SqliteErrorCode, string>> = {
  cannot_open: 'no permission, or it is a directory',
  not_a_database: 'it is not a SQLite database',
  corrupt: 'it is damaged; restore a backup',
  read_only: 'it is read-only',
  permission: 'it is read-only',
  disk_full: 'the disk is full',
  disk_io: 'the disk reports an error',
  busy: 'another process has locked it for long',
};

/**
 * The same at start, where an operator reads it and it must say which file is meant. `advice` is told
 * where nothing may be written.
 */
export function openFault(error: unknown, path: string, advice = ''): unknown {
  if (isFault(error)) return error;
  if (error instanceof SqliteMigrationError) {
    if (error.isNewer) return fault('store_newer', {}, { cause: error });
    return fault('store_unreadable', { reason: `${path}: ${error.message}` }, { cause: error });
  }
  const code = sqliteErrorCode(error);
  const reason = (code === undefined ? systemReason(error) : reasons[code]) ?? String(error);
  const more = advice !== '' && isUnwritable(error) ? `; ${advice}` : '';
  return fault('store_unreadable', { reason: `${path}: ${reason}${more}` }, { cause: error });
}

/** Failures where nothing may be written, whatever the file. */
const UNWRITABLE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'cannot_open' satisfies SqliteErrorCode,
  'read_only' satisfies SqliteErrorCode,
  'permission' satisfies SqliteErrorCode,
]);

function isUnwritable(error: unknown): boolean {
  const system = error instanceof Error && 'code' in error ? error.code : undefined;
  return UNWRITABLE.has(sqliteErrorCode(error) ?? system);
}

function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return `it cannot be made or opened (${String(error.code)})`;
}
