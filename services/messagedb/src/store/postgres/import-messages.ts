import { type Postgres, postgresErrorDetail, type PostgresStatement } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { ImportedMessage } from '../message-store.ts';
import { insertImported } from './insert-messages.ts';
import type { MessagesTable } from './messages-table.ts';
import { revise } from './revision.ts';
import { takeWriterLock, writeTimeoutMs } from './writer-transaction.ts';

export async function importMessages(
  postgres: Postgres,
  { schema, table }: MessagesTable,
  messages: readonly ImportedMessage[],
): Promise<void> {
  try {
    await writeUnderLock(postgres, schema, [
      reviseBehindHead({ schema, table }, messages),
      insertImported(table, messages),
    ]);
  } catch (error) {
    const detail = postgresErrorDetail(error);
    if (detail?.code !== 'unique') throw error;
    throw fault('position_exists', { reason: reasonOf(detail.columns ?? []) }, { cause: error });
  }
}

export function clearMessages(postgres: Postgres, { schema, table }: MessagesTable): Promise<void> {
  return writeUnderLock(postgres, schema, [
    { sql: revise, values: [schema] },
    { sql: `TRUNCATE ${table}`, values: [] },
  ]);
}

/** What comes beyond the head changes nothing that anybody has read (see `LogState`). */
function reviseBehindHead(
  { schema, table }: MessagesTable,
  messages: readonly ImportedMessage[],
): PostgresStatement {
  const first = messages.reduce(
    (least, { globalPosition }) => Math.min(least, globalPosition),
    Number.MAX_SAFE_INTEGER,
  );
  return {
    sql: `${revise} AND $2::bigint <=
      (SELECT global_position FROM ${table} ORDER BY global_position DESC LIMIT 1)`,
    values: [schema, String(first)],
  };
}

function writeUnderLock(
  postgres: Postgres,
  schema: string,
  writes: readonly PostgresStatement[],
): Promise<void> {
  return postgres.readThenWrite({
    reads: [takeWriterLock(schema)],
    decide: () => ({ writes, result: undefined }),
    timeoutMs: writeTimeoutMs,
  });
}

function reasonOf(columns: readonly string[]): string {
  if (columns.includes('stream_name')) return 'A position of a stream is taken';
  return `${columns.includes('id') ? 'An id' : 'A global position'} is taken`;
}
