import type { DeletePlan } from '../../query/plan.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Dialect, Statement } from './dialect.ts';
import { columnOperands } from './operands.ts';

/** Deletes the rows that satisfy `where`. Throws unknown_column, invalid_value. */
export const compileDelete = (dialect: Dialect, plan: DeletePlan): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, plan.table, '');
  const where = compilePredicate(plan.where, { dialect, operands, bind });
  return statement(`DELETE FROM ${dialect.tableName(plan.table.name)} WHERE ${where}`);
};
