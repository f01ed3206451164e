import { fault } from '../../faults.ts';
import { type CellValue, useDefault } from '../../query/plan.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import { compileReturning } from './compile-returning.ts';
import type { Bind, Dialect, Statement } from './dialect.ts';
import { columnOperands } from './operands.ts';
import type { InsertBatch } from './split-insert.ts';

/** One INSERT of one batch. Throws unknown_column, invalid_value, not_supported (upsert). */
export const compileInsert = (dialect: Dialect, batch: InsertBatch): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const into = `INSERT INTO ${dialect.tableName(batch.table.name)}`;
  const columns = batch.columns.map((column) => dialect.quote(column.name)).join(', ');
  const output = compileReturning(dialect, batch, 'before values', bind);
  if (batch.columns.length === 0) {
    // Nothing given cannot collide with a key of the caller's, so there is no upsert here.
    const nothing = dialect.emptyInsert ?? ' DEFAULT VALUES';
    return statement(`${into}${output}${nothing}${compileReturning(dialect, batch, 'end', bind)}`);
  }
  const values = batch.rows.map((row) => `(${compileRow(dialect, batch, row, bind)})`).join(', ');
  const conflict = compileConflict(dialect, batch, bind);
  const returning = compileReturning(dialect, batch, 'end', bind);
  return statement(`${into} (${columns})${output} VALUES ${values}${conflict}${returning}`);
};

const compileRow = (
  dialect: Dialect,
  batch: InsertBatch,
  row: readonly (CellValue | typeof useDefault)[],
  bind: Bind,
): string =>
  batch.columns
    .map((column, index) => {
      const cell = row[index];
      if (cell === undefined) throw new Error(`row has no cell for ${column.name}`);
      return cell === useDefault ? 'DEFAULT' : dialect.cell(cell, column, bind);
    })
    .join(', ');

const compileConflict = (dialect: Dialect, batch: InsertBatch, bind: Bind): string => {
  const { onConflict: conflict, table } = batch;
  if (conflict === undefined) return '';
  if (dialect.onConflict === undefined) {
    throw fault('not_supported', { driver: dialect.driver, feature: 'upsert' });
  }
  if (conflict.check === undefined) return dialect.onConflict({ conflict, table });
  const operands = columnOperands(dialect, table, `${dialect.quote(table.name)}.`);
  const check = compilePredicate(conflict.check, { dialect, operands, bind });
  return dialect.onConflict({ conflict, table, check });
};
