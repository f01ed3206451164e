import { eventideFunctions } from './eventide/eventide-functions.ts';
import { quoted } from './schema-name.ts';

/** A step of what a namespace's schema holds. A released step is never changed. */
export interface Layout {
  readonly version: number;
  /** Statements that run in a transaction, given the name of the schema. */
  readonly sql: (schema: string) => string;
}

/**
 * Instances of the former release go on while the new one brings namespaces forward, so a step must
 * leave their statements working.
 *
 * Names sort by their bytes wherever the database was made, and the type is `json` because `jsonb`
 * refuses what JSON may say. Built-in functions only: a dump must restore without a search path.
 */
export const layouts: readonly Layout[] = [
  {
    version: 1,
    sql: (schema) => `
      CREATE TABLE ${quoted(schema)}.messages (
        global_position bigint NOT NULL,
        position bigint NOT NULL,
        time timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
        cardinal_hash bigint,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        stream_name text COLLATE "C" NOT NULL,
        type text COLLATE "C" NOT NULL,
        correlation text COLLATE "C",
        data json,
        metadata json,
        CONSTRAINT messages_pkey PRIMARY KEY (global_position)
      );
      CREATE UNIQUE INDEX messages_id ON ${quoted(schema)}.messages (id);
      CREATE UNIQUE INDEX messages_stream ON ${quoted(schema)}.messages (stream_name, position);
      ${categoryIndexes(schema)}
      ${eventideFunctions(schema)}
    `,
  },
];

export const newestLayout: number = layouts.at(-1)?.version ?? 0;

/** The indexes that Eventide's table lacks. */
export const categoryIndexes = (schema: string): string => `
      CREATE INDEX messages_category
        ON ${quoted(schema)}.messages (split_part(stream_name, '-', 1), global_position);
      CREATE INDEX messages_correlation
        ON ${quoted(schema)}.messages (correlation, global_position)
        WHERE correlation IS NOT NULL;`;
