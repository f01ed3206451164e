import type { SqliteMigration } from '@aquifer/sqlite';
import { fileSchema } from './attached-file.ts';

/**
 * The file that knows the namespaces. `state` says what a crash interrupted: the file of a
 * namespace that is not `live` is to be removed. `schema_version` is that of the namespace's file,
 * so that opening a store need not open all of them. `description` is JSON text, since the driver
 * cuts text at U+0000, which JSON escapes.
 */
export const registryMigrations: readonly SqliteMigration[] = [
  {
    version: 1,
    name: 'namespaces',
    sql: `
      CREATE TABLE ${fileSchema}.namespaces (
        id TEXT PRIMARY KEY,
        file_name TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('creating', 'live', 'deleting')),
        schema_version INTEGER NOT NULL,
        token_hash TEXT NOT NULL,
        description TEXT NOT NULL,
        metadata TEXT,
        created_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
