import { fault } from '../../faults.ts';
import { type InsertPlan, type UpdatePlan, useDefault } from '../../query/plan.ts';
import { allOf, type Predicate } from '../../query/predicate.ts';
import type { WrittenRows } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import { type InsertBatch, splitInsert } from '../sql/split-insert.ts';
import { insertRow } from './insert-and-read.ts';
import { isMysqlError, MysqlFailure } from './mysql-failure.ts';
import type { MysqlQueries } from './mysql.ts';
import { captureKeys, cellText, keysAfter, readBack, textLiteral } from './read-back.ts';
import type { Session } from './read.ts';

type Row = InsertBatch['rows'][number];

/**
 * Inserts rows, or updates those whose key is there. ON DUPLICATE KEY would also fire for any other
 * unique key and change a row nobody meant, so the row is looked for by the columns of the request:
 * found rows are locked and updated, others inserted.
 */
export const upsertRows = async (
  session: Session,
  queries: MysqlQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  const rows: string[] = [];
  for (const batch of splitInsert(session.dialect, plan)) {
    for (const row of batch.rows) rows.push(...(await upsertRow(session, queries, batch, row)));
  }
  return { rows, affected: rows.length };
};

const upsertRow = async (
  session: Session,
  queries: MysqlQueries,
  batch: InsertBatch,
  row: Row,
): Promise<readonly string[]> => {
  const where = conflictKey(batch, row);
  if (where === undefined) return [await insertRow(session, queries, batch, row)];
  if ((await count(session, queries, batch, where, true)) > 0) {
    return updateExisting(session, queries, batch, row, where);
  }
  try {
    return [await insertRow(session, queries, batch, row)];
  } catch (error) {
    // Somebody else inserted it meanwhile; or another unique key is taken, and then this fails.
    if (!isDuplicate(error) || (await count(session, queries, batch, where, true)) === 0)
      throw error;
    return updateExisting(session, queries, batch, row, where);
  }
};

/** The row of the same conflict columns; undefined when a null or a default can collide with none. */
const conflictKey = ({ onConflict, columns }: InsertBatch, row: Row): Predicate | undefined => {
  const names = onConflict?.columns ?? [];
  const cells = names.map((name) => row[columns.findIndex((column) => column.name === name)]);
  const literals = cells.flatMap((cell) =>
    cell === undefined || cell === null || cell === useDefault ? [] : [textLiteral(cellText(cell))],
  );
  if (literals.length < names.length || names.length === 0) return undefined;
  return { kind: 'key', columns: names, rows: [literals] };
};

const count = async (
  { dialect }: Session,
  queries: MysqlQueries,
  { table }: InsertBatch,
  where: Predicate | undefined,
  lock: boolean,
): Promise<number> => {
  const { sql, params } = compileCount(dialect, table, where);
  const { rows } = await queries.run({ sql: lock ? `${sql} FOR UPDATE` : sql, params });
  return Number(rows[0]?.[0]);
};

const updateExisting = async (
  session: Session,
  queries: MysqlQueries,
  batch: InsertBatch,
  row: Row,
  where: Predicate,
): Promise<readonly string[]> => {
  const { onConflict, table } = batch;
  if (onConflict === undefined || onConflict.action === 'nothing') return [];
  if (onConflict.check !== undefined) {
    const permitted = await count(session, queries, batch, allOf([where, onConflict.check]), false);
    if (permitted === 0) throw fault('row_refused');
  }
  const keys = await captureKeys(session, queries, table, where);
  const update: UpdatePlan = {
    table,
    where,
    returning: batch.returning,
    set: onConflict.update.flatMap((name) => {
      const index = batch.columns.findIndex((column) => column.name === name);
      const column = batch.columns[index];
      const value = row[index];
      const isGiven = column !== undefined && value !== undefined && value !== useDefault;
      return isGiven ? [{ column, value }] : [];
    }),
  };
  if (update.set.length > 0) await queries.run(compileUpdate(session.dialect, update));
  return readBack(session, queries, batch, keysAfter(update, keys));
};

const isDuplicate = (error: unknown): boolean =>
  isMysqlError(error) && !(error instanceof MysqlFailure) && error.errno === 1062;
