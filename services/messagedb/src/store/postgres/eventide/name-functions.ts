import { quoted } from '../schema-name.ts';

/** The parts of a stream name, as in `model/stream-name.ts`. */
export function nameFunctions(schema: string): string {
  const at = quoted(schema);
  const immutable = 'LANGUAGE sql IMMUTABLE PARALLEL SAFE';
  return `
    CREATE OR REPLACE FUNCTION ${at}.category(stream_name varchar) RETURNS varchar
    ${immutable} AS $$ SELECT split_part($1, '-', 1)::varchar $$;

    CREATE OR REPLACE FUNCTION ${at}.id(stream_name varchar) RETURNS varchar
    ${immutable} AS $$
      SELECT substr($1, nullif(strpos($1, '-'), 0) + 1)::varchar
    $$;

    CREATE OR REPLACE FUNCTION ${at}.cardinal_id(stream_name varchar) RETURNS varchar
    ${immutable} AS $$ SELECT split_part(${at}.id($1), '+', 1)::varchar $$;

    CREATE OR REPLACE FUNCTION ${at}.is_category(stream_name varchar) RETURNS boolean
    ${immutable} AS $$ SELECT coalesce(strpos($1, '-') = 0, true) $$;

    CREATE OR REPLACE FUNCTION ${at}.hash_64(value varchar) RETURNS bigint
    ${immutable} AS $$ SELECT ('x' || left(md5($1), 16))::bit(64)::bigint $$;

    CREATE OR REPLACE FUNCTION ${at}.message_store_version() RETURNS varchar
    LANGUAGE sql AS $$ SELECT '1.3.0'::varchar $$;
  `;
}
