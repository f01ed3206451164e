/** Time as in rows, always with six digits. */
export const timeText: string = `to_char(time, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What both kinds of rows end with. `data` and `metadata` go in as they are, being JSON. */
const rest = `to_json(type), position, global_position, coalesce(data, 'null'),
  coalesce(metadata, 'null'), ${timeText}`;

/**
 * Rows as JSON text, rendered by the database (contract §5). Pasted together, because functions
 * that build JSON take longer for the same text.
 */
export const streamRow: string = `format('["%s",%s,%s,%s,%s,%s,"%s"]', id, ${rest})`;

export const categoryRow: string = `format('["%s",%s,%s,%s,%s,%s,%s,"%s"]', id, to_json(stream_name), ${rest})`;

/** `[streamName, position, globalPosition]` */
export const noticeRow: string = `format('[%s,%s,%s]', to_json(stream_name), position, global_position)`;

/** The bytes of a value; only one that is compressed must be fetched to know. */
const sizeOf = (column: string): string =>
  `CASE WHEN pg_column_compression(${column}) IS NULL THEN coalesce(pg_column_size(${column}), 0)
   ELSE octet_length(${column}::text) END`;

const namesSize = 'octet_length(stream_name) + octet_length(type)';

/** About how many bytes a row has. */
export const rowSize: string = `128 + ${namesSize} + ${sizeOf('data')} + ${sizeOf('metadata')}`;

/** Whether a row has fewer bytes than this, as far as can be told at no cost. */
export const isSmallRow = (bytes: number): string =>
  `(pg_column_compression(data) IS NULL AND pg_column_compression(metadata) IS NULL
    AND 128 + ${namesSize}
      + coalesce(pg_column_size(data), 0) + coalesce(pg_column_size(metadata), 0) < ${bytes})`;
