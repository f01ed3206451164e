import type { PostgresMigration } from '@aquifer/postgres';

/** The schema of the registry. */
export const registrySchema = 'messagedb';

/**
 * `layout` has one row: the newest layout of namespaces that any release has brought here. A schema is
 * one creation of a namespace, `revision` counts how often its messages were changed (see `LogState`).
 */
export const registryMigrations: readonly PostgresMigration[] = [
  {
    version: 1,
    name: 'namespaces',
    sql: `
      CREATE TABLE namespaces (
        id text COLLATE "C" PRIMARY KEY,
        token_hash text NOT NULL,
        schema_name text COLLATE "C" NOT NULL UNIQUE,
        schema_version integer NOT NULL,
        description text NOT NULL DEFAULT '',
        metadata json,
        created_at timestamptz(3) NOT NULL
      );
      CREATE TABLE layout (version integer NOT NULL);
      CREATE UNIQUE INDEX layout_is_one ON layout ((true));
      INSERT INTO layout VALUES (0);
    `,
  },
  {
    version: 2,
    name: 'revisions',
    sql: 'ALTER TABLE namespaces ADD COLUMN revision bigint NOT NULL DEFAULT 0',
  },
];
