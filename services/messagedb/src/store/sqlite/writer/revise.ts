import type { SqliteDatabase } from '@aquifer/sqlite';
import { fileSchema } from '../attached-file.ts';
import { readState } from '../reading/places.ts';

/** Counts a change of what was written (see `LogState`), in the transaction that makes it. */
export function revise(database: SqliteDatabase): void {
  const { revision } = readState(database);
  database.exec(`PRAGMA ${fileSchema}.user_version = ${revision + 1}`);
}
