import type { SqliteDatabase } from '@aquifer/sqlite';

interface Place {
  readonly position: number;
  readonly globalPosition: number;
}

const select = (condition: string, order: string): string => `
  SELECT position, global_position AS globalPosition
  FROM messages WHERE stream_name = ? ${condition} ORDER BY position ${order} LIMIT 1`;

const LAST = select('', 'DESC');
const FROM = select('AND position >= ?', 'ASC');

/**
 * Where to begin reading a stream to get what has at least this global position first.
 * Both grow along a stream, so halving finds it in some twenty steps; looking at one message after
 * the other would take as long as the stream is.
 */
export function findPosition(
  database: SqliteDatabase,
  streamName: string,
  globalPosition: number,
): number | undefined {
  const last = database.get<Place>(LAST, [streamName]);
  if (last === undefined || last.globalPosition < globalPosition) return undefined;
  let found = last.position;
  let low = 0;
  while (low < found) {
    const middle = low + Math.floor((found - low) / 2);
    const place = database.get<Place>(FROM, [streamName, middle]) ?? last;
    if (place.globalPosition < globalPosition) low = place.position + 1;
    // Imports leave gaps, so there may be no message at the middle: reading from there is the same.
    else found = middle;
  }
  return found;
}
