import type { SqliteDatabase } from '@aquifer/sqlite';
import { WINDOW } from './match-messages.ts';
import { streamRow } from './row-columns.ts';

const LAST = `
  SELECT ${streamRow} FROM messages WHERE stream_name = ? ORDER BY position DESC LIMIT 1`;

const WINDOW_START = `
  SELECT position FROM messages WHERE stream_name = ? AND position < ?
  ORDER BY position DESC LIMIT 1 OFFSET ?`;

const LAST_OF_TYPE = `
  SELECT ${streamRow} FROM messages
  WHERE stream_name = ? AND position < ? AND position >= ? AND type = ?
  ORDER BY position DESC LIMIT 1`;

/** Types are not in an index, so their rows are visited, at several times the cost. */
const ROWS = WINDOW / 5;

export function lastMessage(database: SqliteDatabase, streamName: string): string | undefined {
  return database.value<string>(LAST, [streamName]);
}

/** What was found in a part of a stream, and where to look on when that was nothing. */
export type TypeSearch =
  | { readonly row: string | undefined }
  /** Before this position. */
  | { readonly before: number };

/** Looks for a type in the last messages before a position. */
export function lastOfType(
  database: SqliteDatabase,
  streamName: string,
  type: string,
  before: number,
): TypeSearch {
  const start = database.value<number>(WINDOW_START, [streamName, before, ROWS - 1]);
  const row = database.value<string>(LAST_OF_TYPE, [streamName, before, start ?? 0, type]);
  return row !== undefined || start === undefined ? { row } : { before: start };
}
