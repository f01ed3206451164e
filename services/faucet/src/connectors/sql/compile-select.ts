import type { OrderTerm, SelectPlan } from '../../query/plan.ts';
import { bindParameters } from './bind-parameters.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Bind, Dialect, Field, Operand, RowShape, Statement } from './dialect.ts';
import {
  columnOperands,
  type Operands,
  projectedField,
  resultOperands,
  tableAlias,
} from './operands.ts';

/** A read of one table or view in the given shape. Throws unknown_column, invalid_value. */
export const compileSelect = (dialect: Dialect, plan: SelectPlan, shape: RowShape): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const qualifier = `${tableAlias}.`;
  const columns = columnOperands(dialect, plan.table, qualifier);
  const fields = plan.projections.map((one) => projectedField(dialect, one, qualifier));
  const results = resultOperands(fields, columns);
  const read: Read = { dialect, plan, bind, columns, results, fields };
  const keys = plan.keys.map((name) => results(name));
  const { from, order } = plan.limitPer === undefined ? compileFrom(read) : compileLimitPer(read);
  const page =
    plan.limitPer === undefined ? dialect.page(plan.limit, plan.offset, order !== '', bind) : '';
  return statement(dialect.renderRows({ plan, fields, keys, from, order, page }, shape));
};

interface Read {
  readonly dialect: Dialect;
  readonly plan: SelectPlan;
  readonly bind: Bind;
  readonly columns: Operands;
  readonly results: Operands;
  readonly fields: readonly Field[];
}

interface FromAndOrder {
  readonly from: string;
  readonly order: string;
}

const compileFrom = (read: Read): FromAndOrder => {
  const { dialect, plan, bind, columns, results } = read;
  const clauses = [` FROM ${dialect.tableName(plan.table.name)} ${tableAlias}`, compileWhere(read)];
  if (plan.group.length > 0) {
    clauses.push(` GROUP BY ${plan.group.map((name) => columns(name).sql).join(', ')}`);
  }
  if (plan.having !== undefined) {
    clauses.push(` HAVING ${compilePredicate(plan.having, { dialect, operands: results, bind })}`);
  }
  const order = orderTerms(read);
  return { from: clauses.join(''), order: order === '' ? '' : ` ORDER BY ${order}` };
};

/**
 * At most `limit` rows for each value of some columns: rows are numbered within their value,
 * and the outer query keeps the numbers asked for. Its columns have the same names.
 */
const compileLimitPer = (read: Read): FromAndOrder => {
  const { dialect, plan, bind, columns } = read;
  const partition = (plan.limitPer ?? []).map((name) => columns(name).sql).join(', ');
  const within = orderTerms(read) || partition;
  const number = dialect.quote(freeName('row_number', plan));
  const inner = [
    `SELECT ${tableAlias}.*, ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${within})`,
    ` AS ${number} FROM ${dialect.tableName(plan.table.name)} ${tableAlias}${compileWhere(read)}`,
  ].join('');
  const counted = `${tableAlias}.${number}`;
  const above = `${counted} > ${bind(plan.offset)}`;
  const below =
    plan.limit === undefined ? '' : ` AND ${counted} <= ${bind(plan.offset + plan.limit)}`;
  return {
    from: ` FROM (${inner}) ${tableAlias} WHERE ${above}${below}`,
    order: ` ORDER BY ${counted}`,
  };
};

const compileWhere = ({ dialect, plan, columns, bind }: Read): string => {
  if (plan.where === undefined) return '';
  return ` WHERE ${compilePredicate(plan.where, { dialect, operands: columns, bind })}`;
};

const orderTerms = ({ dialect, plan, columns, results }: Read): string =>
  plan.order
    .map((term) => dialect.orderTerm(orderOperand(term, columns, results), term.direction))
    .join(', ');

const orderOperand = ({ target }: OrderTerm, columns: Operands, results: Operands): Operand =>
  'alias' in target ? results(target.alias) : columns(target.column);

/** A name no column of the table has. */
const freeName = (name: string, plan: SelectPlan): string =>
  plan.table.columns.some((column) => column.name.toLowerCase() === name)
    ? freeName(`${name}_`, plan)
    : name;
