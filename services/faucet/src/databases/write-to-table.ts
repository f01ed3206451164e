import type { Permission } from '../access/permission.ts';
import { discreetWrites } from '../records/discreet-writes.ts';
import { NoticedWrites } from '../records/noticed-writes.ts';
import type { WriteTarget } from '../records/write-target.ts';
import { answerFromTable } from './answer-from-table.ts';
import type { Database } from './databases.ts';

/** The table to write to, and what the caller may do there. */
export interface WritePlace {
  readonly database: Database;
  readonly table: string;
  readonly permission: Permission;
  /** Records one body may have. */
  readonly recordsMax: number;
}

/**
 * Writes to the table as it is known; again to the table as it is now when that was refused, the
 * table has changed since, and nothing was written yet. Throws table_not_found.
 */
export function writeToTable<T>(
  { database, table: name, permission, recordsMax }: WritePlace,
  write: (target: WriteTarget) => Promise<T>,
): Promise<T> {
  let writes: NoticedWrites | undefined;
  const outcome = answerFromTable(database, name, {
    answer(table) {
      writes = new NoticedWrites(discreetWrites(database.connector, table, permission));
      return write({ connector: writes, table, permission, recordsMax });
    },
    mayRepeat: () => writes?.hasWritten !== true,
  });
  return Promise.resolve(outcome);
}
