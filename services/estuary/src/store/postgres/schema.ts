import type { PostgresMigration } from '@aquifer/postgres';

/**
 * A schema of our own: its table of migrations is no other program's, names need no prefix, and it can
 * be made for a user who may not create anything, as is the rule in `public` since PostgreSQL 15.
 */
export const schemaName = 'estuary';

/** The row of the state, for FROM. By the limit the planner knows that it is one. */
export const stateRow: string = `(
  SELECT head, up_to FROM ${schemaName}.state CROSS JOIN ${schemaName}.dropped LIMIT 1
) state`;

/** As much of an owner as an index takes, which has room for about 2700 bytes. */
export const OWNER_INDEXED = 128;

/**
 * Texts are compared by their bytes, whatever the collation of the database. JSON is kept as text, to be
 * given back as it was; the type `json` would only check it again. `dropped` is apart from `state`, so
 * that sweeping does not wait for writers.
 */
export const migrations: readonly PostgresMigration[] = [
  {
    version: 1,
    name: 'documents',
    sql: `
      CREATE TABLE documents (
        created_seq bigint PRIMARY KEY,
        collection text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        created_at bigint NOT NULL,
        updated_at bigint NOT NULL,
        owner text COLLATE "C",
        name text COLLATE "C" NOT NULL,
        json text COLLATE "C" NOT NULL
      );
      CREATE UNIQUE INDEX documents_id ON documents (collection, id);
      CREATE INDEX documents_created ON documents (collection, created_seq);
      CREATE INDEX documents_updated ON documents (collection, updated_at, created_seq);
      CREATE INDEX documents_name ON documents (collection, name, created_seq);
      CREATE INDEX documents_owner_created
        ON documents (collection, left(owner, ${OWNER_INDEXED}), created_seq)
        WHERE owner IS NOT NULL;
      CREATE INDEX documents_owner_updated
        ON documents (collection, left(owner, ${OWNER_INDEXED}), updated_at, created_seq)
        WHERE owner IS NOT NULL;
      CREATE INDEX documents_owner_name
        ON documents (collection, left(owner, ${OWNER_INDEXED}), name, created_seq)
        WHERE owner IS NOT NULL;

      CREATE TABLE tallies (
        collection text COLLATE "C" PRIMARY KEY,
        documents bigint NOT NULL
      );

      CREATE TABLE changes (
        seq bigint PRIMARY KEY,
        type text COLLATE "C" NOT NULL,
        collection text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        owner text COLLATE "C",
        at bigint NOT NULL,
        created_seq bigint,
        created_at bigint,
        name text COLLATE "C",
        json text COLLATE "C"
      );

      CREATE TABLE kept_answers (
        scope text COLLATE "C" PRIMARY KEY,
        fingerprint text COLLATE "C" NOT NULL,
        expires_at bigint NOT NULL,
        status integer NOT NULL,
        headers text COLLATE "C" NOT NULL,
        body text COLLATE "C" NOT NULL
      );
      CREATE INDEX kept_answers_expiry ON kept_answers (expires_at);

      -- The secret seals cursors: 244 random bits.
      CREATE TABLE state (head bigint NOT NULL, last_at bigint NOT NULL, secret text NOT NULL);
      CREATE UNIQUE INDEX state_is_one ON state ((true));
      INSERT INTO state VALUES (0, 0, concat(gen_random_uuid(), gen_random_uuid()));

      CREATE TABLE dropped (up_to bigint NOT NULL);
      CREATE UNIQUE INDEX dropped_is_one ON dropped ((true));
      INSERT INTO dropped VALUES (0);
    `,
  },
  {
    version: 2,
    name: 'times of restored documents',
    // Null in older rows, where it is the time of the change.
    sql: 'ALTER TABLE changes ADD COLUMN updated_at bigint',
  },
];
