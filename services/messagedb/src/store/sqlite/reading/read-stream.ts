import type { SqliteDatabase } from '@aquifer/sqlite';
import type { RowPage, StreamQuery } from '../../message-store.ts';
import { pageBounds } from '../../message-store.ts';
import { findPosition } from './find-position.ts';
import { readPage } from './read-page.ts';
import { streamRow } from './row-columns.ts';

const select = (place: string): string => `
  SELECT ${place} AS place, ${streamRow} AS row
  FROM messages WHERE stream_name = ? AND position >= ? ORDER BY position LIMIT ?`;

const BY_POSITION = select('position');
const BY_GLOBAL_POSITION = select('global_position');

export function readStream(
  database: SqliteDatabase,
  { streamName, by, from, limit }: StreamQuery,
): RowPage {
  const rows = Math.min(limit, pageBounds.rows) + 1;
  if (by === 'position') {
    return readPage(database, BY_POSITION, [streamName, from, rows], limit, undefined);
  }
  const position = findPosition(database, streamName, from);
  if (position === undefined) return { rows: '', count: 0, next: undefined };
  return readPage(database, BY_GLOBAL_POSITION, [streamName, position, rows], limit, undefined);
}
