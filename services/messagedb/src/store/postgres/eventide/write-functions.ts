import { nameBytesMax } from '../../../model/limits.ts';
import { quoted, writerLock } from '../schema-name.ts';

/**
 * What writes, under the lock of all writers of the namespace. Names and objects are held to the rules
 * of our own API, so that what is written in SQL can be exported and imported; message-db has no such
 * rules. Data may be missing, which its clients rely on.
 */
export function writeFunctions(schema: string): string {
  const at = quoted(schema);
  return `
    CREATE OR REPLACE FUNCTION ${at}.acquire_lock(stream_name varchar) RETURNS bigint
    LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(${writerLock(schema)});
      RETURN ${at}.hash_64(${at}.category($1));
    END;
    $$;

    CREATE OR REPLACE FUNCTION ${at}.stream_version(stream_name varchar) RETURNS bigint
    LANGUAGE plpgsql AS $$
    BEGIN
      RETURN (
        SELECT m.position FROM ${at}.messages m WHERE m.stream_name = $1
        ORDER BY m.position DESC LIMIT 1
      );
    END;
    $$;

    CREATE OR REPLACE FUNCTION ${at}.write_message(
      id varchar,
      stream_name varchar,
      "type" varchar,
      data jsonb,
      metadata jsonb DEFAULT NULL,
      expected_version bigint DEFAULT NULL
    ) RETURNS bigint
    LANGUAGE plpgsql AS $$
    DECLARE
      version bigint;
    BEGIN
      ${refuseName('Stream name', '$2')}
      ${refuseName('Message type', '$3')}
      ${refuseValue('Message data', '$4')}
      ${refuseValue('Message metadata', '$5')}
      PERFORM ${at}.acquire_lock($2);
      version := coalesce(${at}.stream_version($2), -1);
      IF $6 <> version THEN
        RAISE EXCEPTION 'Wrong expected version: % (Stream: %, Stream Version: %)', $6, $2, version;
      END IF;
      INSERT INTO ${at}.messages
        (id, stream_name, type, position, global_position, data, metadata, correlation, cardinal_hash)
      VALUES (
        $1::uuid, $2, $3, version + 1,
        coalesce((
          SELECT m.global_position FROM ${at}.messages m ORDER BY m.global_position DESC LIMIT 1
        ), 0) + 1,
        $4::json, $5::json,
        ${correlationOf('$5')},
        ${at}.hash_64(${at}.cardinal_id($2))
      );
      RETURN version + 1;
    END;
    $$;
  `;
}

/** Null is left to the table, which refuses it as message-db's does. */
const refuseName = (name: string, value: string): string => `
      IF ${value} = '' THEN
        RAISE EXCEPTION '${name} must not be empty';
      END IF;
      IF octet_length(${value}) > ${nameBytesMax} THEN
        RAISE EXCEPTION '${name} must not be longer than ${nameBytesMax} bytes';
      END IF;`;

const refuseValue = (name: string, value: string): string => `
      IF jsonb_typeof(${value}) NOT IN ('object', 'null') THEN
        RAISE EXCEPTION '${name} must be an object';
      END IF;`;

/** What a message correlates with, as `correlationOf` of our own writers has it. */
export function correlationOf(metadata: string): string {
  const category = `split_part(${metadata} ->> 'correlationStreamName', '-', 1)`;
  return `CASE WHEN octet_length(${category}) <= ${nameBytesMax} THEN ${category} END`;
}
