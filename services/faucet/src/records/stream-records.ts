import type { RunOptions } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import type { Projection } from '../query/plan.ts';
import { type CsvColumn, csvHeader, csvLine } from './csv-line.ts';
import { holdsJson } from './holds-json.ts';
import { loadRelations } from './load-relations.ts';
import type { PreparedPlan, ReadCache } from './read-cache.ts';
import type { ReadRequest, ReadSource } from './read-source.ts';

/**
 * The rows one JSON text per line, in chunks, in constant memory; `limit=all` is permitted. A
 * request that is refused is refused before the first chunk.
 */
export async function* streamJsonLines(
  cache: ReadCache,
  source: ReadSource,
  request: ReadRequest,
  run?: RunOptions,
): AsyncGenerator<string, void, undefined> {
  const prepared = await cache.prepare(source, 'stream', request);
  if (prepared.plan.relations.length === 0) yield* prepared.read.stream(run);
  else yield await relatedLines(source, prepared, run);
}

/** The rows as CSV (RFC 4180) with a header line; what JSON columns hold is JSON text in its cell. */
export async function* streamCsv(
  cache: ReadCache,
  source: ReadSource,
  request: ReadRequest,
  run?: RunOptions,
): AsyncGenerator<string, void, undefined> {
  const { plan, read } = await cache.prepare(source, 'stream', request);
  if (plan.relations.length > 0) {
    throw fault('invalid_related', { reason: 'CSV has no place for related records' });
  }
  const columns = plan.select.projections.map(csvColumn);
  const rows = read.stream(run)[Symbol.asyncIterator]();
  // The first rows are awaited before the header goes out, so that an error is still an answer.
  let next = await rows.next();
  try {
    yield csvHeader(columns);
    while (next.done !== true) {
      yield csvChunk(columns, next.value);
      next = await rows.next();
    }
  } finally {
    await rows.return?.();
  }
}

const csvChunk = (columns: readonly CsvColumn[], lines: string): string =>
  lines
    .split('\n')
    .map((line) => (line === '' ? '' : csvLine(columns, line)))
    .join('');

const csvColumn = (projection: Projection): CsvColumn =>
  projection.kind === 'column'
    ? { name: projection.column.name, isJson: holdsJson(projection.column) }
    : { name: projection.alias, isJson: false };

/** Related records need all parents at once; their number has an end (`limit=all` is refused). */
const relatedLines = async (
  source: ReadSource,
  { plan, read }: PreparedPlan,
  run: RunOptions | undefined,
): Promise<string> => {
  const rows = await read.readKeyed(run);
  const jsons = await loadRelations(source.connector, plan.relations, rows, run);
  return jsons.map((json) => `${json}\n`).join('');
};
