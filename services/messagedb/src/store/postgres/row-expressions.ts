/**
 * Rows as JSON text, rendered by the database (contract §5). `data` and `metadata` go in as they
 * are, being of type `json`; times always have their six digits.
 */
const rest = `type, position, global_position, data, metadata,
  to_char(time, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** `[id, type, position, globalPosition, data, metadata, time]` */
export const streamRow = `json_build_array(id, ${rest})::text`;

/** `[id, streamName, type, position, globalPosition, data, metadata, time]` */
export const categoryRow = `json_build_array(id, stream_name, ${rest})::text`;

/** `[streamName, position, globalPosition]` */
export const noticeRow = 'json_build_array(stream_name, position, global_position)::text';

/** Time as in rows. */
export const timeText = `to_char(time, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Bytes of a value without fetching it, unless it is compressed: how long it is it does not tell then. */
const sizeOf = (column: string): string =>
  `CASE WHEN pg_column_compression(${column}) IS NULL THEN coalesce(pg_column_size(${column}), 0)
   ELSE octet_length(${column}::text) END`;

/** About how many bytes a row has. */
export const rowSize = `128 + ${sizeOf('data')} + ${sizeOf('metadata')}`;
