import type { RowsText, RunOptions } from '../connectors/connector.ts';
import { encodeCursor } from '../query/cursor.ts';
import type { CursorPlan } from '../query/plan-cursor.ts';
import type { ReadPlan } from '../query/plan-read.ts';
import { listEnvelope } from './envelope.ts';
import { loadRelations } from './load-relations.ts';
import type { PreparedPlan, ReadCache } from './read-cache.ts';
import type { ReadRequest, ReadSource } from './read-source.ts';
import { lastRow, rowValues, scalarText } from './row-text.ts';

/**
 * `GET /_table/{table}`: the list envelope as JSON text. The hot path: a cached plan on a database
 * that answers at once is answered at once.
 */
export const listRecords = (
  cache: ReadCache,
  source: ReadSource,
  request: ReadRequest,
  run?: RunOptions,
): string | Promise<string> => {
  const started = performance.now();
  const prepared = cache.prepare(source, 'list', request);
  if (prepared instanceof Promise) {
    return prepared.then((ready) => listPrepared(source, ready, started, run));
  }
  return listPrepared(source, prepared, started, run);
};

const listPrepared = (
  source: ReadSource,
  prepared: PreparedPlan,
  started: number,
  run: RunOptions | undefined,
): string | Promise<string> => {
  const { plan, read } = prepared;
  if (plan.select.keys.length > 0 || plan.total !== undefined) {
    return listSlowly(source, prepared, started, run);
  }
  const rows = read.read(run);
  return rows instanceof Promise
    ? rows.then((ready) => renderPage(plan, ready, started))
    : renderPage(plan, rows, started);
};

const renderPage = (plan: ReadPlan, rows: RowsText, started: number, total?: number): string => {
  const { cursor } = plan;
  const isFull = rows.count > 0 && rows.count === plan.page.limit;
  const nextCursor = isFull && cursor !== undefined ? cursorOfJson(cursor, rows.json) : undefined;
  return listEnvelope(
    rows.json,
    { ...metaOf(plan), count: rows.count, total, nextCursor },
    started,
  );
};

/** With a total, related records, or a cursor over columns that the rows do not show. */
const listSlowly = async (
  source: ReadSource,
  { plan, read }: PreparedPlan,
  started: number,
  run: RunOptions | undefined,
): Promise<string> => {
  const counting = plan.total && source.connector.count(source.table, plan.total.where, run);
  if (plan.select.keys.length === 0) {
    const [rows, total] = await Promise.all([read.read(run), counting]);
    return renderPage(plan, rows, started, total);
  }
  const [rows, total] = await Promise.all([read.readKeyed(run), counting]);
  const { cursor } = plan;
  const last = rows.at(-1);
  const isFull = last !== undefined && rows.length === plan.page.limit && cursor !== undefined;
  const nextCursor = isFull ? cursorOfRow(cursor, last.json, last.keys) : undefined;
  const jsons = await loadRelations(source.connector, plan.relations, rows, run);
  const meta = { ...metaOf(plan), count: rows.length, total, nextCursor };
  return listEnvelope(jsons.join(','), meta, started);
};

const metaOf = ({ page }: ReadPlan): { readonly limit: number; readonly offset: number } => ({
  limit: page.limit === 'all' ? 0 : page.limit,
  offset: page.offset,
});

const cursorOfRow = (
  cursor: CursorPlan,
  json: string,
  keys: readonly (string | null)[],
): string => {
  const { source } = cursor;
  if (source === 'json') return cursorOfJson(cursor, json);
  return encodeCursor(
    cursor,
    source.keys.map((place) => keys[place] ?? null),
  );
};

const cursorOfJson = (cursor: CursorPlan, rows: string): string => {
  const values = rowValues(lastRow(rows));
  return encodeCursor(
    cursor,
    cursor.keys.map(({ column }) => scalarText(values.get(column.name) ?? 'null')),
  );
};
