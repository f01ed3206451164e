import type { Postgres } from '@aquifer/postgres';
import { compareUtf8 } from '@aquifer/service';
import type {
  CategorySummary,
  LogStatistics,
  StreamsQuery,
  StreamSummary,
} from '../message-store.ts';
import { readTimeoutMs } from './read-timeout.ts';
import { timeText } from './row-expressions.ts';

const options = { prepare: true, timeoutMs: readTimeoutMs };

/** From name to name along the index, whatever number of messages lies between. */
export async function readStreams(
  postgres: Postgres,
  table: string,
  { prefix, cursor, limit }: StreamsQuery,
): Promise<readonly StreamSummary[]> {
  const isAfter = cursor !== undefined && compareUtf8(cursor, prefix) >= 0;
  const next = (condition: string): string => `(
    SELECT stream_name FROM ${table} WHERE ${condition} ORDER BY stream_name LIMIT 1
  )`;
  const rows = await postgres.readTexts(
    `WITH RECURSIVE names (name) AS (
      SELECT ${next(isAfter ? 'stream_name > $2' : 'stream_name >= $2')}
      UNION ALL
      SELECT ${next('stream_name > name')} FROM names WHERE starts_with(name, $1)
    )
    SELECT name, last.position, ${timeText}
    FROM (SELECT name FROM names WHERE starts_with(name, $1) LIMIT $3) found, LATERAL (
      SELECT position, time FROM ${table} WHERE stream_name = name ORDER BY position DESC LIMIT 1
    ) last
    ORDER BY name`,
    [prefix, isAfter ? cursor : prefix, limit],
    options,
  );
  return rows.map(([streamName, version, lastActivity]) => ({
    streamName: streamName ?? '',
    version: Number(version),
    lastActivity: lastActivity ?? '',
  }));
}

export async function readCategories(
  postgres: Postgres,
  table: string,
): Promise<readonly CategorySummary[]> {
  const rows = await postgres.readTexts(
    `SELECT split_part(stream_name, '-', 1), count(*), sum(messages)
    FROM (SELECT stream_name, count(*) AS messages FROM ${table} GROUP BY stream_name) streams
    GROUP BY 1 ORDER BY 1`,
    [],
    options,
  );
  return rows.map(([category, streamCount, messageCount]) => ({
    category: category ?? '',
    streamCount: Number(streamCount),
    messageCount: Number(messageCount),
  }));
}

export async function readStatistics(postgres: Postgres, table: string): Promise<LogStatistics> {
  const [row] = await postgres.readTexts(
    `SELECT coalesce(sum(messages), 0), count(*), (
      SELECT ${timeText} FROM ${table} ORDER BY global_position DESC LIMIT 1
    )
    FROM (SELECT count(*) AS messages FROM ${table} GROUP BY stream_name) streams`,
    [],
    options,
  );
  const [messageCount, streamCount, lastActivity] = row ?? [];
  return {
    messageCount: Number(messageCount),
    streamCount: Number(streamCount),
    lastActivity: lastActivity ?? null,
  };
}

/** Along the smallest index, in half the time that it takes to count streams as well. */
export async function readMessageCount(postgres: Postgres, table: string): Promise<number> {
  const [row] = await postgres.readTexts(`SELECT count(*) FROM ${table}`, [], options);
  return Number(row?.[0] ?? 0);
}
