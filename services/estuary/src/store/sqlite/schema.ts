import type { SqliteMigration } from '@aquifer/sqlite';

/**
 * Documents lie in the order of their creation, in which every index ends by itself; named in one, that
 * column would not be found when a place is compared. Indexes of owners are empty where documents
 * belong to nobody. `tallies` counts, since counting a million rows at each
 * list would hold up the process.
 */
export const migrations: readonly SqliteMigration[] = [
  {
    version: 1,
    name: 'documents',
    sql: `
      CREATE TABLE documents (
        created_seq INTEGER PRIMARY KEY,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        owner TEXT,
        name TEXT NOT NULL,
        json TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX documents_id ON documents (collection, id);
      CREATE INDEX documents_created ON documents (collection);
      CREATE INDEX documents_updated ON documents (collection, updated_at);
      CREATE INDEX documents_name ON documents (collection, name);
      CREATE INDEX documents_owner_created ON documents (collection, owner)
        WHERE owner IS NOT NULL;
      CREATE INDEX documents_owner_updated ON documents (collection, owner, updated_at)
        WHERE owner IS NOT NULL;
      CREATE INDEX documents_owner_name ON documents (collection, owner, name)
        WHERE owner IS NOT NULL;

      CREATE TABLE tallies (
        collection TEXT PRIMARY KEY,
        documents INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE changes (
        seq INTEGER PRIMARY KEY,
        type TEXT NOT NULL,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        owner TEXT,
        at INTEGER NOT NULL,
        created_seq INTEGER,
        created_at INTEGER,
        name TEXT,
        json TEXT
      ) STRICT;

      CREATE TABLE kept_answers (
        scope TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        expires_at INTEGER NOT NULL,
        status INTEGER NOT NULL,
        headers TEXT NOT NULL,
        body TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX kept_answers_expiry ON kept_answers (expires_at);

      -- One row: the last change, the last one that is not kept any more, and what seals cursors.
      CREATE TABLE state (
        head INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        dropped INTEGER NOT NULL,
        secret BLOB NOT NULL
      ) STRICT;
      INSERT INTO state VALUES (0, 0, 0, randomblob(32));
    `,
  },
  {
    version: 2,
    name: 'times of restored documents',
    // Null in older rows, where it is the time of the change.
    sql: 'ALTER TABLE changes ADD COLUMN updated_at INTEGER',
  },
];
