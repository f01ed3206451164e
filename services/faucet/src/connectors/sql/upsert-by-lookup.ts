import { fault } from '../../faults.ts';
import type { Column, TableSchema } from '../../model/schema.ts';
import { type CellValue, type InsertPlan, type UpdatePlan, useDefault } from '../../query/plan.ts';
import { allOf, type Literal, type Predicate } from '../../query/predicate.ts';
import type { Dialect } from './dialect.ts';
import { type InsertBatch, splitInsert } from './split-insert.ts';

/** What an adapter does in the one transaction of an upsert. */
export interface UpsertSteps {
  readonly dialect: Dialect;
  /** How many rows satisfy `where`; they stay locked until the transaction ends. */
  lock(table: TableSchema, where: Predicate): Promise<number>;
  insert(plan: InsertPlan): Promise<readonly string[]>;
  update(plan: UpdatePlan): Promise<readonly string[]>;
  /** The rows as JSON. Throws row_refused when one does not satisfy the check. */
  read(of: Written, where: Predicate): Promise<readonly string[]>;
  /** The failure says that a unique key is taken, and the transaction can go on. */
  isDuplicate(error: unknown): boolean;
}

/** What a write answers with, and what its rows must satisfy. */
export interface Written {
  readonly table: TableSchema;
  readonly returning: readonly Column[];
  readonly check?: Predicate;
}

type Row = InsertBatch['rows'][number];

/**
 * Inserts rows, or updates those whose key is there, row by row in input order: each is looked for
 * by the columns of the request, found ones are locked and updated, others inserted. MERGE would
 * not answer which row is which, and leaves the race between looking and inserting open.
 */
export const upsertByLookup = async (
  steps: UpsertSteps,
  plan: InsertPlan,
): Promise<readonly string[]> => {
  const rows: string[] = [];
  for (const batch of splitInsert(steps.dialect, plan)) {
    for (const row of batch.rows) rows.push(...(await upsertRow(steps, batch, row)));
  }
  return rows;
};

const upsertRow = async (
  steps: UpsertSteps,
  batch: InsertBatch,
  row: Row,
): Promise<readonly string[]> => {
  const { onConflict: _, ...plain } = batch;
  const insert = (): Promise<readonly string[]> => steps.insert({ ...plain, rows: [row] });
  const where = conflictKey(batch, row);
  if (where === undefined) return insert();
  if ((await steps.lock(batch.table, where)) > 0) return updateRow(steps, batch, row, where);
  try {
    return await insert();
  } catch (error) {
    // Somebody else inserted it meanwhile; or another unique key is taken, and then this fails.
    if (!steps.isDuplicate(error) || (await steps.lock(batch.table, where)) === 0) throw error;
    return updateRow(steps, batch, row, where);
  }
};

/** The row of the same conflict columns; undefined when a null or a default can collide with none. */
const conflictKey = ({ onConflict, columns }: InsertBatch, row: Row): Predicate | undefined => {
  const names = onConflict?.columns ?? [];
  const literals = names.flatMap((name) => {
    const cell = row[columns.findIndex((column) => column.name === name)];
    return cell === undefined || cell === null || cell === useDefault ? [] : [cellLiteral(cell)];
  });
  if (literals.length < names.length || names.length === 0) return undefined;
  return { kind: 'key', columns: names, rows: [literals] };
};

/** A cell as a literal to compare its column with. */
export const cellLiteral = (cell: Exclude<CellValue, null>): Literal => {
  if (typeof cell === 'boolean') return { kind: 'boolean', value: cell };
  return { kind: 'text', value: typeof cell === 'object' ? cell.text : String(cell) };
};

const updateRow = async (
  steps: UpsertSteps,
  batch: InsertBatch,
  row: Row,
  where: Predicate,
): Promise<readonly string[]> => {
  const { onConflict, table, returning, check } = batch;
  if (onConflict === undefined || onConflict.action === 'nothing') return [];
  const mayTouch = allOf([where, onConflict.check]);
  if (mayTouch !== undefined && (await steps.lock(table, mayTouch)) === 0) {
    throw fault('row_refused');
  }
  const set = onConflict.update.flatMap((name) => {
    const index = batch.columns.findIndex((column) => column.name === name);
    const column = batch.columns[index];
    const value = row[index];
    const isGiven = column !== undefined && value !== undefined && value !== useDefault;
    return isGiven ? [{ column, value }] : [];
  });
  const written = { table, returning, ...(check !== undefined && { check }) };
  return set.length === 0 ? steps.read(written, where) : steps.update({ ...written, set, where });
};
