import Cursor from 'pg-cursor';
import type { PostgresStreamOptions } from './postgres.ts';
import { textTypes } from './read-types.ts';
import { interruptible, type Lease } from './run-query.ts';

/** Batches small enough for memory and large enough that the round trip does not count. */
const defaultBatchSize = 500;

/**
 * Rows of one statement in batches, read from the server as they are taken. Leaving early closes
 * the cursor, which ends the query. Throws the server's error or PostgresFailure.
 */
export async function* streamRows<Row>(
  lease: Lease,
  sql: string,
  parameters: readonly unknown[],
  options: PostgresStreamOptions,
): AsyncGenerator<Row[]> {
  const { batchSize = defaultBatchSize, raw = false, signal } = options;
  const types = raw ? textTypes : lease.link.types;
  const cursor = lease.client.query(new Cursor<Row>(sql, [...parameters], { types }));
  let isOpen = true;
  try {
    for (;;) {
      const size = typeof batchSize === 'number' ? batchSize : batchSize();
      const rows = await interruptible(lease, { signal }, () => cursor.read(size));
      isOpen = rows.length === size;
      if (rows.length > 0) yield rows;
      if (!isOpen) return;
    }
  } catch (error) {
    // The driver has closed a cursor that failed.
    isOpen = false;
    throw error;
  } finally {
    if (isOpen) await cursor.close();
  }
}
