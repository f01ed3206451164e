import type { SqliteDatabase } from '@aquifer/sqlite';

const HEAD = 'SELECT max(global_position) FROM messages';

const VERSION = `
  SELECT position FROM messages WHERE stream_name = ? ORDER BY position DESC LIMIT 1`;

/** The last global position; 0 when nothing was written. */
export function readHead(database: SqliteDatabase): number {
  return database.value<number | null>(HEAD) ?? 0;
}

/** Position of a stream's last message. */
export function readVersion(database: SqliteDatabase, streamName: string): number | undefined {
  return database.value<number>(VERSION, [streamName]);
}
