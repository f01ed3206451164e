import { quoted } from '../schema-name.ts';

/** What reads. Rows are of the type `message`, in which JSON is text. */
export function readFunctions(schema: string): string {
  const at = quoted(schema);
  return `
    DO $$ BEGIN
      CREATE TYPE ${at}.message AS (
        id varchar, stream_name varchar, type varchar, position bigint, global_position bigint,
        data varchar, metadata varchar, time timestamp
      );
    EXCEPTION WHEN duplicate_object THEN
      NULL;
    END $$;
    ${lastMessage(at)}
    ${streamMessages(at)}
    ${categoryMessages(at)}
  `;
}

const columns = `m.id::varchar, m.stream_name::varchar, m.type::varchar, m.position,
  m.global_position, m.data::varchar, m.metadata::varchar, m.time`;

function lastMessage(at: string): string {
  return `
    CREATE OR REPLACE FUNCTION ${at}.get_last_stream_message(
      stream_name varchar,
      type varchar DEFAULT NULL
    ) RETURNS SETOF ${at}.message
    LANGUAGE plpgsql AS $$
    BEGIN
      RETURN QUERY SELECT ${columns} FROM ${at}.messages m
        WHERE m.stream_name = $1 AND ($2 IS NULL OR m.type = $2)
        ORDER BY m.position DESC LIMIT 1;
    END;
    $$;
  `;
}

function streamMessages(at: string): string {
  const range = `(m.stream_name, m.position) >= ($1, coalesce($2, 0)) AND m.stream_name <= $1`;
  const order = 'm.stream_name, m.position';
  return `
    CREATE OR REPLACE FUNCTION ${at}.get_stream_messages(
      stream_name varchar,
      "position" bigint DEFAULT 0,
      batch_size bigint DEFAULT 1000,
      condition varchar DEFAULT NULL
    ) RETURNS SETOF ${at}.message
    LANGUAGE plpgsql AS $$
    BEGIN
      IF ${at}.is_category($1) THEN
        RAISE EXCEPTION 'Must be a stream name: %', $1;
      END IF;
      IF $4 IS NULL THEN
        RETURN QUERY SELECT ${columns} FROM ${at}.messages m
          WHERE ${range} ORDER BY ${order} LIMIT ${batchSize};
        RETURN;
      END IF;
      ${refuseCondition}
      RETURN QUERY EXECUTE format($sql$${conditional(at, range, order)}$sql$, $4) USING $1, $2, $3;
    END;
    $$;
  `;
}

function categoryMessages(at: string): string {
  const category = "split_part(m.stream_name, '-', 1)";
  const range = `(${category}, m.global_position) >= ($1, coalesce($2, 1)) AND ${category} <= $1`;
  const order = `${category}, m.global_position`;
  const isMember = 'abs(mod(m.cardinal_hash, $6::smallint)) = $5';
  const filtered = `${range} AND ($4 IS NULL OR m.correlation = $4) AND ($5 IS NULL OR ${isMember})`;
  return `
    CREATE OR REPLACE FUNCTION ${at}.get_category_messages(
      category varchar,
      "position" bigint DEFAULT 1,
      batch_size bigint DEFAULT 1000,
      correlation varchar DEFAULT NULL,
      consumer_group_member bigint DEFAULT NULL,
      consumer_group_size bigint DEFAULT NULL,
      condition varchar DEFAULT NULL
    ) RETURNS SETOF ${at}.message
    LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT ${at}.is_category($1) THEN
        RAISE EXCEPTION 'Must be a category: %', $1;
      END IF;
      IF strpos($4, '-') > 0 THEN
        RAISE EXCEPTION 'Correlation must be a category (Correlation: %)', $4;
      END IF;
      ${refuseGroup('($5 IS NULL) <> ($6 IS NULL)', 'member and size must be specified')}
      ${refuseGroup('$6 < 1', 'size must not be less than 1')}
      ${refuseGroup('$5 < 0', 'member must not be less than 0')}
      ${refuseGroup('$5 >= $6', 'member must be less than the group size')}
      IF $7 IS NULL AND $4 IS NULL THEN
        RETURN QUERY SELECT ${columns} FROM ${at}.messages m
          WHERE ${range} AND ($5 IS NULL OR ${isMember}) ORDER BY ${order} LIMIT ${batchSize};
        RETURN;
      END IF;
      IF $7 IS NULL THEN
        RETURN QUERY SELECT ${columns} FROM ${at}.messages m
          WHERE (m.correlation, m.global_position) >= ($4, coalesce($2, 1)) AND m.correlation <= $4
            AND ${category} = $1 AND ($5 IS NULL OR ${isMember})
          ORDER BY m.correlation, m.global_position LIMIT ${batchSize};
        RETURN;
      END IF;
      ${refuseCondition}
      RETURN QUERY EXECUTE format($sql$${conditional(at, filtered, order)}$sql$, $7)
        USING $1, $2, $3, $4, $5, $6;
    END;
    $$;
  `;
}

/** −1 is no limit, as is null of LIMIT; a missing size is the usual one. */
const batchSize = 'nullif(coalesce($3, 1000), -1)';

function refuseGroup(condition: string, rule: string): string {
  return `
      IF ${condition} THEN
        RAISE EXCEPTION
          'Consumer group ${rule} (Consumer Group Member: %, Consumer Group Size: %)', $5, $6;
      END IF;`;
}

const refuseCondition = `
      IF coalesce(current_setting('message_store.sql_condition', true), 'off') IN ('off', '') THEN
        RAISE EXCEPTION 'Retrieval with SQL condition is not activated';
      END IF;`;

/** A condition is SQL about the table as Eventide has it, where JSON is of the type `jsonb`. */
function conditional(at: string, range: string, order: string): string {
  return `
        SELECT ${columns} FROM ${at}.messages m
        WHERE ${range} AND EXISTS (
          SELECT FROM (
            SELECT m.id, m.stream_name, m.type, m.position, m.global_position, m.time,
              m.data::jsonb AS data, m.metadata::jsonb AS metadata
          ) messages
          WHERE (%s)
        )
        ORDER BY ${order} LIMIT ${batchSize}`;
}
