import { isFault } from '@aquifer/service';
import { SqliteMigrationError, SqliteParameterError, sqliteErrorCode } from '@aquifer/sqlite';
import { fault, invalid } from '../../faults.ts';
import { failureCode } from './failure-code.ts';
import { Refusal } from './refusal.ts';

/** What went wrong with a file, as a Fault that callers may see. */
export function storeFault(error: unknown): unknown {
  if (isFault(error)) return error;
  if (error instanceof Refusal) return fault(error.code, error.values, { cause: error.cause });
  if (error instanceof SqliteParameterError) {
    // Only text that UTF-8 cannot hold comes so far.
    return invalid('text must be well-formed Unicode');
  }
  return fault(failureCode(error), {}, { cause: error });
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  cannot_open: 'no permission, or it is a directory',
  not_a_database: 'it is not a SQLite database',
  corrupt: 'it is damaged; restore a backup',
  read_only: 'it is read-only',
  permission: 'it is read-only',
  disk_full: 'the disk is full',
  disk_io: 'the disk reports an error',
  busy: 'another process has locked it for long',
};

/** The same at start, where an operator reads it and it must say which file is meant. */
export function openFault(error: unknown, path: string): unknown {
  if (isFault(error)) return error;
  if (error instanceof Refusal) return fault(error.code, error.values, { cause: error.cause });
  if (error instanceof SqliteMigrationError && error.isNewer) {
    return fault('store_newer', {}, { cause: error });
  }
  const code = sqliteErrorCode(error);
  const reason = (code === undefined ? systemReason(error) : reasons[code]) ?? String(error);
  return fault('store_unreadable', { reason: `${path}: ${reason}` }, { cause: error });
}

function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return `it cannot be made or opened (${String(error.code)})`;
}
