import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { shopRows } from './shop-rows.ts';
import type { TableRows } from './shop-rows.ts';
import { shopSchema } from './shop-schema.ts';

/** Makes the sample database where there is none. One that is there is the user's and stays as it is. */
export async function createSampleDatabase(path: string): Promise<void> {
  if (existsSync(path)) return;
  // Made under another name: a start that is interrupted must not leave half a sample.
  const draft = `${path}.new`;
  for (const suffix of ['', '-wal', '-shm']) await rm(draft + suffix, { force: true });
  const database = openSqlite(draft, { journal: 'delete' });
  try {
    database.exec(shopSchema);
    database.transaction(() => {
      for (const table of shopRows()) insertRows(database, table);
    });
  } finally {
    database.close();
  }
  await rename(draft, path);
}

function insertRows(database: SqliteDatabase, { table, columns, rows }: TableRows): void {
  const marks = columns.map(() => '?').join(', ');
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`;
  for (const row of rows) database.run(sql, row);
}
