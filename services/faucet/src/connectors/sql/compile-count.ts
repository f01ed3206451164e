import type { TableSchema } from '../../model/schema.ts';
import type { Predicate } from '../../query/predicate.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Dialect, Statement } from './dialect.ts';
import { columnOperands, tableAlias } from './operands.ts';

/** One row of one column: how many rows satisfy `where`. Throws unknown_column, invalid_value. */
export const compileCount = (
  dialect: Dialect,
  table: TableSchema,
  where: Predicate | undefined,
): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, table, `${tableAlias}.`);
  const from = `SELECT COUNT(*) FROM ${dialect.tableName(table.name)} ${tableAlias}`;
  if (where === undefined) return statement(from);
  return statement(`${from} WHERE ${compilePredicate(where, { dialect, operands, bind })}`);
};
