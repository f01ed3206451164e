import type { Postgres } from '@aquifer/postgres';
import type { RunOptions } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';
import type { Doing } from '../sql/failure.ts';
import { errorFault } from './errors.ts';

/** Rows a chunk is made of: enough to make the round trip cheap, few enough for little memory. */
const rowsPerChunk = 500;

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
    const options = { raw: true, batchSize: rowsPerChunk, ...end };
    for await (const rows of postgres.stream<{ readonly json: string }>(sql, params, options)) {
      let chunk = '';
      for (const { json } of rows) chunk += `${onOneLine(json)}\n`;
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
