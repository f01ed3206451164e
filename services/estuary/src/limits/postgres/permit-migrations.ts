import type { PostgresMigration } from '@aquifer/postgres';

/** Apart from the store's schema: the limiter may be in another database than the items. */
export const permitSchema = 'estuary_limits';

/**
 * Unlogged, since what a crash forgets would be over a minute later; with room in each page, since a
 * row is updated all the time; and without an index on `ends_at`, so that this needs no other write.
 */
export const permitMigrations: readonly PostgresMigration[] = [
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
];
