import type { UpdatePlan } from '../../query/plan.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import { compileReturning } from './compile-returning.ts';
import type { Dialect, Statement } from './dialect.ts';
import { columnOperands } from './operands.ts';

/** Sets columns of the rows that satisfy `where`. Throws unknown_column, invalid_value. */
export const compileUpdate = (dialect: Dialect, plan: UpdatePlan): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, plan.table, '');
  const set = plan.set.map(
    ({ column, value }) => `${dialect.quote(column.name)} = ${dialect.cell(value, column, bind)}`,
  );
  const output = compileReturning(dialect, plan, 'before values', bind);
  const where = compilePredicate(plan.where, { dialect, operands, bind });
  const update = `UPDATE ${dialect.tableName(plan.table.name)} SET ${set.join(', ')}`;
  const returning = compileReturning(dialect, plan, 'end', bind);
  return statement(`${update}${output} WHERE ${where}${returning}`);
};
