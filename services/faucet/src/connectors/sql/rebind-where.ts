import type { SelectPlan } from '../../query/plan.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Dialect, Statement } from './dialect.ts';
import { columnOperands, tableAlias } from './operands.ts';

/** Makes the statement of a plan that differs from the compiled one in the values of its `where` only. */
export type RebindWhere = (plan: SelectPlan) => Statement | undefined;

/**
 * Reading one record after the other, or filtering by one value after the other, is the same SQL
 * with other values, and writing that SQL takes longer than running it. Undefined when the new
 * values need other SQL (a cast, say), or the compiled statement does not begin with the parameters
 * of its `where`.
 */
export const rebindWhere = (
  dialect: Dialect,
  plan: SelectPlan,
  statement: Statement,
): RebindWhere => {
  let before: Statement | undefined;
  return (next) => {
    before ??= compileWhere(dialect, plan);
    if (!startsWith(statement.params, before.params)) return undefined;
    const after = compileWhere(dialect, next);
    if (after.sql !== before.sql) return undefined;
    const rest = statement.params.slice(before.params.length);
    return { sql: statement.sql, params: [...after.params, ...rest] };
  };
};

const compileWhere = (dialect: Dialect, { table, where }: SelectPlan): Statement => {
  const { bind, statement } = bindParameters(dialect);
  if (where === undefined) return statement('');
  const operands = columnOperands(dialect, table, `${tableAlias}.`);
  return statement(compilePredicate(where, { dialect, operands, bind }));
};

const startsWith = (all: readonly unknown[], first: readonly unknown[]): boolean =>
  first.every((value, index) => Object.is(value, all[index]));
