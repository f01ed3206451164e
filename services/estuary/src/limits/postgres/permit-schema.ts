import type { Schema } from '../../store/postgres/bring-forward.ts';

/**
 * Apart from the schema of documents, which is the same with and without a shared limit. Unlogged,
 * since what a crash forgets would be over a minute later; with room in each page, since a row is
 * updated all the time; and without an index on `ends_at`, so that this needs no other write.
 */
export const permitSchema: Schema = {
  name: 'estuary_limits',
  migrations: [
    {
      version: 1,
      name: 'windows',
      sql: `
        CREATE UNLOGGED TABLE windows (
          client bytea PRIMARY KEY,
          ends_at timestamptz NOT NULL,
          used bigint NOT NULL,
          granted bigint NOT NULL
        ) WITH (fillfactor = 50);
      `,
    },
  ],
};
