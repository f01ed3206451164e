import type { Postgres } from '@aquifer/postgres';
import type { RunOptions } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';
import type { Doing } from '../sql/failure.ts';
import { errorFault } from './errors.ts';

/** Rows and characters of a chunk: enough to make the round trip cheap, few enough for little memory. */
const rowsFirst = 10;
const rowsMax = 500;
const charsWanted = 256 * 1024;

/** How many rows to ask for next, after a chunk of so many; rows may be large, and grow. */
const nextRows = (rows: number, chars: number): number =>
  Math.max(1, Math.min(rowsMax, rows * 4, Math.floor((rows * charsWanted) / chars)));

/**
 * Rows as lines of JSON, some hundreds a chunk; the next ones are asked of the server when the
 * reader takes them. `timeoutMs` is for the whole stream.
 */
export async function* streamChunks(
  postgres: Postgres,
  { sql, params }: Statement,
  { signal, timeoutMs, ...doing }: Doing & RunOptions,
): AsyncGenerator<string> {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signals = [signal, timeout].filter((one) => one !== undefined);
  const end = signals.length > 0 ? { signal: AbortSignal.any(signals) } : {};
  try {
    let rowsNext = rowsFirst;
    const options = { raw: true, batchSize: () => rowsNext, ...end };
    for await (const rows of postgres.stream<{ readonly json: string }>(sql, params, options)) {
      let chunk = '';
      for (const { json } of rows) chunk += `${onOneLine(json)}\n`;
      rowsNext = nextRows(rows.length, chunk.length);
      yield chunk;
    }
  } catch (error) {
    const isLate = timeout?.aborted === true && signal?.aborted !== true;
    throw errorFault(error, { ...doing, timeoutMs: isLate ? timeoutMs : undefined });
  }
}

/** Inside strings JSON has no raw line breaks: those there are stand in a column of type json. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
