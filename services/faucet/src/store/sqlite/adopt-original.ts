import type { SqliteDatabase } from '@aquifer/sqlite';

/** Columns the original added in later releases of its own; older files lack them. */
const laterColumns = [
  ['private_key_path', "TEXT NOT NULL DEFAULT ''"],
  ['schema_lock', "TEXT NOT NULL DEFAULT 'none'"],
] as const;

/**
 * Brings a file of an early release of the original to its 0.1.13, from where our
 * migrations go on. Does nothing to any other file.
 */
export function adoptOriginal(database: SqliteDatabase): void {
  database.transaction(() => {
    const columns = database.values<string>("SELECT name FROM pragma_table_info('services')");
    if (columns.length === 0) return;
    for (const [name, definition] of laterColumns) {
      if (columns.includes(name)) continue;
      database.exec(`ALTER TABLE services ADD COLUMN ${name} ${definition}`);
    }
  });
}
