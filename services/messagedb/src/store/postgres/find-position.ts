import type { Postgres } from '@aquifer/postgres';
import { readTimeoutMs } from './read-timeout.ts';

/**
 * The first position of a stream whose message has at least this global position. Both grow along a
 * stream, so it is found by halving; there is no index on the two, which every write would pay for.
 */
export async function findPosition(
  postgres: Postgres,
  table: string,
  streamName: string,
  globalPosition: number,
): Promise<number> {
  const [row] = await postgres.readTexts(
    `WITH RECURSIVE halves (low, high) AS (
      SELECT 0::bigint, (
        SELECT position + 1 FROM ${table} WHERE stream_name = $1 ORDER BY position DESC LIMIT 1
      )
      UNION ALL
      SELECT
        CASE WHEN probe.global_position < $2::bigint THEN probe.position + 1 ELSE low END,
        CASE WHEN probe.global_position < $2::bigint THEN high ELSE (low + high) / 2 END
      FROM halves LEFT JOIN LATERAL (
        SELECT position, global_position FROM ${table}
        WHERE stream_name = $1 AND position >= (low + high) / 2 ORDER BY position LIMIT 1
      ) probe ON true
      WHERE low < high
    )
    SELECT max(low) FROM halves`,
    [streamName, globalPosition],
    { prepare: true, timeoutMs: readTimeoutMs },
  );
  return Number(row?.[0] ?? 0);
}

export async function findGlobalPosition(
  postgres: Postgres,
  table: string,
  streamName: string,
  position: number,
): Promise<number> {
  const [row] = await postgres.readTexts(
    `SELECT global_position FROM ${table} WHERE stream_name = $1 AND position = $2::bigint`,
    [streamName, position],
    { prepare: true, timeoutMs: readTimeoutMs },
  );
  return Number(row?.[0]);
}
