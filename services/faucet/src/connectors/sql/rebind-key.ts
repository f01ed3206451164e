import type { SelectPlan } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Dialect, Statement } from './dialect.ts';
import { columnOperands, tableAlias } from './operands.ts';

/** Makes the statement of a plan that differs from the compiled one in the values of its key only. */
export type RebindKey = (plan: SelectPlan) => Statement | undefined;

/**
 * Reading one record after the other is the same SQL with other values, and writing that SQL takes
 * longer than running it. Both plans must be those of a record: their `where` is a key, or begins
 * with one. Undefined when the new values need other SQL (a cast, say), or the compiled statement
 * does not begin with the parameters of its key.
 */
export const rebindKey = (dialect: Dialect, plan: SelectPlan, statement: Statement): RebindKey => {
  const before = compileKey(dialect, plan);
  const isFirst =
    before !== undefined &&
    before.params.every((value, index) => Object.is(value, statement.params[index]));
  const rest = statement.params.slice(before?.params.length);
  return (next) => {
    const after = compileKey(dialect, next);
    if (!isFirst || after === undefined || after.sql !== before.sql) return undefined;
    return { sql: statement.sql, params: [...after.params, ...rest] };
  };
};

const compileKey = (dialect: Dialect, { table, where }: SelectPlan): Statement | undefined => {
  const key = keyOf(where);
  if (key === undefined) return undefined;
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, table, `${tableAlias}.`);
  return statement(compilePredicate(key, { dialect, operands, bind }));
};

const keyOf = (where: Predicate | undefined): Predicate | undefined => {
  const first = where?.kind === 'and' ? where.terms[0] : where;
  return first?.kind === 'key' ? first : undefined;
};
