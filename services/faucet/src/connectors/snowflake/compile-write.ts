import type { TableSchema } from '../../model/schema.ts';
import { type CellValue, useDefault } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import { compilePredicate } from '../sql/compile-predicate.ts';
import type { Bind, Dialect, Statement } from '../sql/dialect.ts';
import { columnField, columnOperands, tableAlias } from '../sql/operands.ts';
import type { InsertBatch } from '../sql/split-insert.ts';
import type { Written } from '../sql/upsert-by-lookup.ts';
import { quote, rowJson } from './dialect.ts';
import { keyText } from './values.ts';

/** The rows of a batch by SELECT, since no function may stand in VALUES. */
export const compileInsertRows = (dialect: Dialect, batch: InsertBatch): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const into = `INSERT INTO ${dialect.tableName(batch.table.name)}`;
  const [first] = batch.table.columns;
  if (batch.columns.length === 0 && first !== undefined) {
    return statement(`${into} (${quote(first.name)}) VALUES (DEFAULT)`);
  }
  const names = batch.columns.map(({ name }) => quote(name)).join(', ');
  const rows = batch.rows.map((row) => `SELECT ${cells(dialect, batch, row, bind)}`);
  return statement(`${into} (${names}) ${rows.join(' UNION ALL ')}`);
};

const cells = (
  dialect: Dialect,
  { columns }: InsertBatch,
  row: readonly (CellValue | typeof useDefault)[],
  bind: Bind,
): string =>
  columns
    .map((column, index) => {
      const cell = row[index];
      if (cell === undefined || cell === useDefault) {
        throw new Error(`row has no value for ${column.name}`);
      }
      return dialect.cell(cell, column, bind);
    })
    .join(', ');

/** The keys of the rows that satisfy `where`. */
export const compileKeys = (dialect: Dialect, table: TableSchema, where: Predicate): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, table, `${tableAlias}.`);
  const keys = table.primary_key.map((name) => {
    const { sql, column } = operands(name);
    return keyText(sql, column);
  });
  const condition = compilePredicate(where, { dialect, operands, bind });
  const from = `${dialect.tableName(table.name)} ${tableAlias}`;
  return statement(`SELECT ${keys.join(', ')} FROM ${from} WHERE ${condition}`);
};

/** The rows of some keys: JSON, whether the check holds, then the key as text. */
export const compileReadBack = (
  dialect: Dialect,
  { table, returning, check }: Written,
  where: Predicate,
): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const qualifier = `${tableAlias}.`;
  const operands = columnOperands(dialect, table, qualifier);
  const json = rowJson(returning.map((column) => columnField(dialect, column, qualifier)));
  const holds =
    check === undefined
      ? '1'
      : `IFF(${compilePredicate(check, { dialect, operands, bind })}, 1, 0)`;
  const keys = table.primary_key.map((name) => {
    const { sql, column } = operands(name);
    return keyText(sql, column);
  });
  const list = [json, holds, ...keys].join(', ');
  const condition = compilePredicate(where, { dialect, operands, bind });
  const from = `${dialect.tableName(table.name)} ${tableAlias}`;
  return statement(`SELECT ${list} FROM ${from} WHERE ${condition}`);
};
