import type { Postgres } from '@aquifer/postgres';
import type { LogState } from '../message-store.ts';
import type { MessagesTable } from './messages-table.ts';
import { readTimeoutMs } from './read-timeout.ts';
import { revisionOf } from './revision.ts';
import { streamRow } from './row-expressions.ts';

const options = { prepare: true, timeoutMs: readTimeoutMs };

/** The last row of a stream as JSON text, of that type if given. */
export async function readLastMessage(
  postgres: Postgres,
  table: string,
  streamName: string,
  type: string | undefined,
): Promise<string | undefined> {
  const isOfType = type === undefined ? '' : 'AND type = $2';
  const [row] = await postgres.readTexts(
    `SELECT ${streamRow} FROM (
      SELECT * FROM ${table} WHERE stream_name = $1 ${isOfType} ORDER BY position DESC LIMIT 1
    ) last`,
    type === undefined ? [streamName] : [streamName, type],
    options,
  );
  return row?.[0] ?? undefined;
}

export async function readVersion(
  postgres: Postgres,
  table: string,
  streamName: string,
): Promise<number | undefined> {
  const [row] = await postgres.readTexts(
    `SELECT position FROM ${table} WHERE stream_name = $1 ORDER BY position DESC LIMIT 1`,
    [streamName],
    options,
  );
  return row === undefined ? undefined : Number(row[0]);
}

export async function readState(
  postgres: Postgres,
  { schema, table }: MessagesTable,
): Promise<LogState> {
  const [row] = await postgres.readTexts(
    `SELECT (SELECT global_position FROM ${table} ORDER BY global_position DESC LIMIT 1),
      ${revisionOf('$1')}`,
    [schema],
    options,
  );
  return { head: Number(row?.[0] ?? 0), revision: Number(row?.[1]) };
}
