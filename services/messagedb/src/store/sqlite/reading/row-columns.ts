/**
 * Rows as JSON text (contract §5), rendered by SQLite: `data` and `metadata` are JSON text already,
 * and ids and times have nothing to escape.
 */
const rest = `json_quote(type) || ',' || position || ',' || global_position || ',' || data || ','
  || coalesce(metadata, 'null') || ',"' || time || '"]'`;

/** `[id, type, position, globalPosition, data, metadata, time]` */
export const streamRow: string = `'["' || id || '",' || ${rest}`;

/** `[id, streamName, type, position, globalPosition, data, metadata, time]` */
export const categoryRow: string = `'["' || id || '",' || json_quote(stream_name) || ',' || ${rest}`;
