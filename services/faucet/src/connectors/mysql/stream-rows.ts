import type { Statement } from '../sql/dialect.ts';
import { boundValues } from './bound-values.ts';
import type { Lease } from './connection-pool.ts';

/** Rows and characters in memory before the socket is paused: rows may be large. */
const rowsPerChunk = 500;
const charsPerChunk = 256 * 1024;
/** Rows that are slow to come are handed on all the same, so that the reader sees that they do. */
const chunkMs = 1000;

/**
 * The first column of the rows, some hundreds at a time. While nobody reads, the socket is paused
 * and the server waits. A reader who leaves early ends the statement.
 */
export async function* streamRows(
  lease: Lease,
  { sql, params }: Statement,
  { signal }: { readonly signal?: AbortSignal },
): AsyncGenerator<readonly string[]> {
  const { connection } = lease;
  const leaving = new AbortController();
  const signals = signal === undefined ? [leaving.signal] : [leaving.signal, signal];
  let rows: string[] = [];
  let chars = 0;
  const isFull = (): boolean => rows.length >= rowsPerChunk || chars >= charsPerChunk;
  let askedAt = performance.now();
  const isDue = (): boolean => rows.length > 0 && performance.now() - askedAt >= chunkMs;
  let wake = ignore;
  let end: { readonly error?: unknown } | undefined;
  const read = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const command = connection.execute({ sql, rowsAsArray: true, values: boundValues(params) });
      command.on('result', (row: unknown) => {
        if (leaving.signal.aborted) return;
        const text = String((row as readonly unknown[])[0]);
        rows.push(text);
        chars += text.length;
        if (isFull()) connection.pause();
        else if (!isDue()) return;
        wake();
      });
      command.on('error', reject);
      command.on('end', () => resolve());
    });
  const reading = lease.interruptible({ signal: AbortSignal.any(signals) }, read).then(
    () => {
      end = {};
      wake();
    },
    (error: unknown) => {
      end = { error };
      wake();
    },
  );
  try {
    for (;;) {
      if (!isFull() && !isDue() && end === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (end !== undefined && 'error' in end) throw end.error;
      const chunk = rows;
      rows = [];
      chars = 0;
      if (chunk.length > 0) yield chunk;
      else if (end !== undefined) return;
      askedAt = performance.now();
      connection.resume();
    }
  } finally {
    if (end === undefined) {
      leaving.abort();
      connection.resume();
      await reading;
    }
  }
}

const ignore = (): void => undefined;
