import type { SqliteDatabase } from './sqlite-database.ts';

/** One step forward. Versions grow; a released step is never changed. */
export interface SqliteMigration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings the schema to the newest migration in one exclusive transaction and returns the versions
 * applied now. Throws SqliteMigrationError when the file was written by a newer program or a
 * recorded step differs from ours by name.
 */
export function migrate(
  database: SqliteDatabase,
  migrations: readonly SqliteMigration[],
): number[] {
  throw new Error(`migrate is being written (${database.path}, ${migrations.length})`);
}
