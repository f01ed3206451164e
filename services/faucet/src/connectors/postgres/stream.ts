import type { Postgres } from '@aquifer/postgres';
import type { Statement } from '../sql/dialect.ts';
import type { Doing } from '../sql/failure.ts';
import { errorFault } from './errors.ts';

/** Rows and characters of a chunk: enough to make the round trip cheap, few enough for little memory. */
const rowsFirst = 10;
const rowsMax = 500;
const charsWanted = 256 * 1024;
/** Rows that are slow to come are asked for in small numbers, so that each chunk comes in time. */
const chunkMs = 1000;

/** How many rows to ask for next, after a chunk of so many; rows may be large or slow, and grow. */
const nextRows = (rows: number, chars: number, tookMs: number): number => {
  const fitting = Math.min((rows * charsWanted) / chars, (rows * chunkMs) / tookMs);
  return Math.max(1, Math.min(rowsMax, rows * 4, Math.floor(fitting)));
};

/**
 * Rows as lines of JSON, some hundreds a chunk; the next ones are asked of the server when the
 * reader takes them.
 */
export async function* streamChunks(
  postgres: Postgres,
  { sql, params }: Statement,
  { signal, ...doing }: Doing & { readonly signal: AbortSignal },
): AsyncGenerator<string> {
  try {
    let rowsNext = rowsFirst;
    const options = { raw: true, batchSize: () => rowsNext, signal };
    let askedAt = performance.now();
    for await (const rows of postgres.stream<{ readonly json: string }>(sql, params, options)) {
      let chunk = '';
      for (const { json } of rows) chunk += `${onOneLine(json)}\n`;
      rowsNext = nextRows(rows.length, chunk.length, performance.now() - askedAt);
      yield chunk;
      askedAt = performance.now();
    }
  } catch (error) {
    throw errorFault(error, doing);
  }
}

/** Inside strings JSON has no raw line breaks: those there are stand in a column of type json. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
