import type { SqliteMigration } from '@aquifer/sqlite';
import { fileSchema } from './attached-file.ts';

/**
 * The file of one namespace. `messages_category` and `messages_correlation` end with what the
 * other filters compare, so that messages which do not match are passed over in the index alone.
 * `category_tallies` counts, since counting a million rows would take longer than a caller may
 * hold the server's thread.
 */
export const logMigrations: readonly SqliteMigration[] = [
  {
    version: 1,
    name: 'messages',
    sql: `
      CREATE TABLE ${fileSchema}.messages (
        global_position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        stream_name TEXT NOT NULL,
        position INTEGER NOT NULL,
        category TEXT NOT NULL,
        cardinal_hash INTEGER,
        correlation TEXT,
        type TEXT NOT NULL,
        time TEXT NOT NULL,
        metadata TEXT,
        data TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX ${fileSchema}.messages_stream ON messages (stream_name, position);
      CREATE INDEX ${fileSchema}.messages_category ON messages (category, global_position, cardinal_hash);
      CREATE INDEX ${fileSchema}.messages_correlation
        ON messages (correlation, global_position, category, cardinal_hash)
        WHERE correlation IS NOT NULL;
      CREATE TABLE ${fileSchema}.category_tallies (
        category TEXT PRIMARY KEY,
        stream_count INTEGER NOT NULL,
        message_count INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/** The version of a file that is up to date. */
export const logSchemaVersion: number = logMigrations.at(-1)?.version ?? 0;
