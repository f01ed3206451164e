import type { TableSchema } from '../../model/schema.ts';
import { type UpdatePlan, useDefault } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import { bindParameters, type Parameters } from '../sql/bind-parameters.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { compilePredicate } from '../sql/compile-predicate.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import { columnField, columnOperands, tableAlias } from '../sql/operands.ts';
import type { InsertBatch } from '../sql/split-insert.ts';
import type { Written } from '../sql/upsert-by-lookup.ts';
import { rowColumns } from './dialect.ts';
import type { OracleStatement } from './oracle-statement.ts';

/** One row; its ROWID comes back, by which it is read again. */
export const compileInsertRow = (dialect: Dialect, batch: InsertBatch): OracleStatement => {
  const { onConflict: _, check: __, ...plain } = batch;
  return returningRowIds(dialect, batch.table, compileInsert(dialect, orDefault(plain)));
};

/** Oracle cannot insert a row without naming a column. */
const orDefault = (batch: InsertBatch): InsertBatch => {
  const column = batch.table.columns.find((one) => one.is_generated !== true);
  if (batch.columns.length > 0 || column === undefined) return batch;
  return { ...batch, columns: [column], rows: [[useDefault]] };
};

/** Sets columns of the rows that satisfy `where`; their ROWIDs come back. */
export const compileUpdateRows = (dialect: Dialect, plan: UpdatePlan): OracleStatement => {
  const { check: _, ...plain } = plan;
  return returningRowIds(dialect, plan.table, compileUpdate(dialect, plain));
};

/** Rows of a view have no place of their own. */
const returningRowIds = (
  dialect: Dialect,
  { type }: TableSchema,
  { sql, params }: Statement,
): OracleStatement => {
  if (type === 'view') return { sql, params };
  const place = dialect.placeholder(params.length + 1);
  return { sql: `${sql} RETURNING ROWID INTO ${place}`, params, outputs: ['rowids'] };
};

/** The rows of these ROWIDs: ROWID, whether the check holds, then JSON and binary columns. */
export const compileReadBack = (
  dialect: Dialect,
  of: Written,
  rowIds: readonly string[],
): Statement => {
  const parameters = bindParameters(dialect);
  const list = rowAndCheck(dialect, of, parameters);
  const places = rowIds.map((rowId) => `CHARTOROWID(${parameters.bind(rowId)})`);
  const from = `${dialect.tableName(of.table.name)} ${tableAlias}`;
  const where = `${tableAlias}.ROWID IN (${places.join(', ')})`;
  return parameters.statement(`SELECT ${list} FROM ${from} WHERE ${where}`);
};

/** The same of the rows that satisfy `where`. */
export const compileCheckedRead = (dialect: Dialect, of: Written, where: Predicate): Statement => {
  const parameters = bindParameters(dialect);
  const list = rowAndCheck(dialect, of, parameters);
  const operands = columnOperands(dialect, of.table, `${tableAlias}.`);
  const condition = compilePredicate(where, { dialect, operands, bind: parameters.bind });
  const from = `${dialect.tableName(of.table.name)} ${tableAlias}`;
  return parameters.statement(`SELECT ${list} FROM ${from} WHERE ${condition}`);
};

/** One row for each that satisfies `where`; they stay locked until the transaction ends. */
export const compileLock = (dialect: Dialect, table: TableSchema, where: Predicate): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, table, `${tableAlias}.`);
  const condition = compilePredicate(where, { dialect, operands, bind });
  const from = `${dialect.tableName(table.name)} ${tableAlias}`;
  return statement(`SELECT 1 FROM ${from} WHERE ${condition} FOR UPDATE`);
};

const rowAndCheck = (
  dialect: Dialect,
  { table, returning, check }: Written,
  { bind }: Parameters,
): string => {
  const qualifier = `${tableAlias}.`;
  const operands = columnOperands(dialect, table, qualifier);
  const holds =
    check === undefined
      ? '1'
      : `CASE WHEN ${compilePredicate(check, { dialect, operands, bind })} THEN 1 ELSE 0 END`;
  const row = rowColumns(returning.map((column) => columnField(dialect, column, qualifier)));
  return [`ROWIDTOCHAR(${tableAlias}.ROWID)`, holds, ...row]
    .map((sql, index) => `${sql} AS c${index}`)
    .join(', ');
};
