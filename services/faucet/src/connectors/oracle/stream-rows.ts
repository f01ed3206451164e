import type { Connection, OracleDb } from 'oracledb';
import type { RunOptions } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';
import { interruptible } from '../sql/interruptible.ts';
import { fetchType, inBind, interruptOf } from './execute.ts';
import type { OracleRows } from './oracle-statement.ts';

/** Rows in one chunk. */
const rowsPerChunk = 500;

/** Rows some hundreds at a time; the server waits while nobody reads. */
export async function* streamRows(
  driver: OracleDb,
  connection: Connection,
  { sql, params }: Statement,
  { timeoutMs, signal }: RunOptions,
): AsyncGenerator<OracleRows['rows']> {
  const startedAt = performance.now();
  const rest = (): RunOptions => ({
    ...(signal !== undefined && { signal }),
    ...(timeoutMs !== undefined && {
      timeoutMs: Math.max(1, timeoutMs - (performance.now() - startedAt)),
    }),
  });
  const step = <T>(work: () => Promise<T>): Promise<T> =>
    interruptible(rest(), interruptOf(connection), work);
  const { resultSet } = await step(() =>
    connection.execute(
      sql,
      params.map((value) => inBind(driver, value)),
      {
        resultSet: true,
        outFormat: driver.OUT_FORMAT_ARRAY,
        fetchArraySize: rowsPerChunk,
        fetchTypeHandler: fetchType(driver),
      },
    ),
  );
  if (resultSet === undefined) return;
  try {
    for (;;) {
      const rows = await step(() => resultSet.getRows(rowsPerChunk));
      if (rows.length === 0) return;
      yield rows as OracleRows['rows'];
    }
  } finally {
    await resultSet.close().catch(() => undefined);
  }
}
