import { compareUtf8 } from '@aquifer/service';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type {
  CategorySummary,
  LogStatistics,
  StreamsQuery,
  StreamSummary,
} from '../../message-store.ts';

/**
 * Jumps in the index from the end of one stream to the begin of the next, whatever lies between;
 * DISTINCT would visit every message.
 */
const streamsFrom = (comparison: '>' | '>='): string => `
  WITH RECURSIVE names (name) AS (
    SELECT (SELECT stream_name FROM messages WHERE stream_name ${comparison} ?1
            ORDER BY stream_name LIMIT 1)
    UNION ALL
    SELECT (SELECT stream_name FROM messages WHERE stream_name > names.name
            ORDER BY stream_name LIMIT 1)
    FROM names WHERE substr(names.name, 1, length(?2)) = ?2
  )
  SELECT name AS streamName, position AS version, time AS lastActivity
  FROM names CROSS JOIN messages ON stream_name = name AND position =
    (SELECT max(position) FROM messages WHERE stream_name = name)
  WHERE substr(name, 1, length(?2)) = ?2
  LIMIT ?3`;

const STREAMS_AFTER = streamsFrom('>');
const STREAMS_FROM = streamsFrom('>=');

export function listStreams(
  database: SqliteDatabase,
  { prefix, cursor, limit }: StreamsQuery,
): StreamSummary[] {
  const isWithin = cursor !== undefined && compareUtf8(cursor, prefix) >= 0;
  return isWithin
    ? database.all<StreamSummary>(STREAMS_AFTER, [cursor, prefix, limit])
    : database.all<StreamSummary>(STREAMS_FROM, [prefix, prefix, limit]);
}

const CATEGORIES = `
  SELECT category, stream_count AS streamCount, message_count AS messageCount
  FROM category_tallies ORDER BY category`;

export function listCategories(database: SqliteDatabase): CategorySummary[] {
  return database.all<CategorySummary>(CATEGORIES);
}

const STATISTICS = `
  SELECT coalesce(sum(message_count), 0) AS messageCount,
    coalesce(sum(stream_count), 0) AS streamCount,
    (SELECT time FROM messages
     WHERE global_position = (SELECT max(global_position) FROM messages)) AS lastActivity
  FROM category_tallies`;

export function readStatistics(database: SqliteDatabase): LogStatistics {
  const { messageCount, streamCount, lastActivity } =
    database.get<LogStatistics>(STATISTICS) ?? nothing;
  return { messageCount, streamCount, lastActivity };
}

const nothing: LogStatistics = { messageCount: 0, streamCount: 0, lastActivity: null };
