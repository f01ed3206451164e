import type { PostgresStatement } from '@aquifer/postgres';
import { consumerHash } from '../../consumers/consumer-group.ts';
import type { PlacedMessage } from '../../model/message.ts';
import type { ImportedMessage } from '../message-store.ts';

const columns =
  'id, stream_name, type, position, global_position, data, metadata, correlation, cardinal_hash';
const types =
  '$1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::json[], $7::json[], $8::text[], $9::bigint[]';

/** Stores messages at their places, at the time of the database. */
export function insertMessages(
  table: string,
  messages: readonly PlacedMessage[],
): PostgresStatement {
  return {
    sql: `INSERT INTO ${table} (${columns}) SELECT * FROM unnest(${types})`,
    values: valuesOf(messages),
  };
}

/**
 * Stores messages that were numbered as if the log were empty behind what is there. A row for each:
 * its global position and its position.
 */
export function insertAtEnd(table: string, messages: readonly PlacedMessage[]): PostgresStatement {
  return {
    sql: `INSERT INTO ${table} (${columns})
      SELECT id, name, type,
        position + coalesce(1 + (SELECT position FROM ${table}
          WHERE stream_name = name ORDER BY position DESC LIMIT 1), 0),
        global_position + coalesce((SELECT global_position FROM ${table}
          ORDER BY global_position DESC LIMIT 1), 0),
        data, metadata, correlation, hash
      FROM unnest(${types}) AS added
        (id, name, type, position, global_position, data, metadata, correlation, hash)
      RETURNING global_position, position`,
    values: valuesOf(messages),
  };
}

/** Stores messages at their places, at their own times. */
export function insertImported(
  table: string,
  messages: readonly ImportedMessage[],
): PostgresStatement {
  return {
    sql: `INSERT INTO ${table} (${columns}, time) SELECT * FROM unnest(${types}, $10::timestamp[])`,
    values: [...valuesOf(messages), plainArray(messages.map(({ time }) => time))],
  };
}

function valuesOf(messages: readonly PlacedMessage[]): PostgresStatement['values'] {
  const hashes = new Map<string, string>();
  const hashOf = (streamName: string): string => {
    const known = hashes.get(streamName);
    if (known !== undefined) return known;
    const hash = String(consumerHash(streamName));
    hashes.set(streamName, hash);
    return hash;
  };
  return [
    plainArray(messages.map(({ id }) => id)),
    { elements: 'text', texts: messages.map(({ streamName }) => streamName) },
    { elements: 'text', texts: messages.map(({ type }) => type) },
    plainArray(messages.map(({ position }) => position)),
    plainArray(messages.map(({ globalPosition }) => globalPosition)),
    { elements: 'json', texts: messages.map(({ data }) => data) },
    { elements: 'json', texts: messages.map(({ metadata }) => metadata) },
    { elements: 'text', texts: messages.map(({ correlation }) => correlation) },
    plainArray(messages.map(({ streamName }) => hashOf(streamName))),
  ];
}

/** An array of what needs no quotes: numbers, ids, times, and the word null. */
const plainArray = (items: readonly (string | number)[]): string => `{${items.join()}}`;
