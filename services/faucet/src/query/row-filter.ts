import type { Permission, RowCondition } from '../access/permission.ts';
import type { RowFilter, RowFilterOperator } from '../model/role.ts';
import type { Column, TableSchema } from '../model/schema.ts';
import { literalOfValue } from './literal.ts';
import type { Literal, Predicate } from './predicate.ts';

/**
 * The rows of `table` in which all of `columns` are open for the caller; undefined: all rows. It
 * fails closed: a filter on a column that the table does not have, or with a value that the column
 * cannot have, opens no row.
 */
export const rowFilterFor = (
  permission: Permission,
  table: TableSchema,
  columns: Iterable<string>,
): Predicate | undefined => {
  const condition = permission.rowFilterFor(columns);
  return condition === undefined ? undefined : predicateOf(condition, table);
};

/** The rows of `table` in which every column open to the caller is open: what writes are held to. */
export const rowFilterOf = (permission: Permission, table: TableSchema): Predicate | undefined =>
  permission.rowFilter === undefined ? undefined : predicateOf(permission.rowFilter, table);

const never: Predicate = { kind: 'never' };

const predicateOf = (condition: RowCondition, table: TableSchema): Predicate => {
  if (condition.kind === 'filter') return predicateOfFilter(condition.filter, table);
  const terms = condition.terms.map((term) => predicateOf(term, table));
  if (terms.length === 0) return never;
  return { kind: condition.kind === 'any' ? 'or' : 'and', terms };
};

const predicateOfFilter = (filter: RowFilter, table: TableSchema): Predicate => {
  const column = table.columns.find(({ name }) => name === filter.name);
  if (column === undefined) return never;
  const { operator, value } = filter;
  if (operator === 'is null' || operator === 'is not null') {
    return { kind: 'null', column: column.name, negated: operator === 'is not null' };
  }
  if (operator === 'in' || operator === 'not in') {
    return memberOf(column, value, operator === 'not in');
  }
  return isTextTest(operator)
    ? textTest(column, operator, value)
    : comparison(column, operator, value);
};

type TextTest = 'like' | 'contains' | 'starts with' | 'ends with';

const textTests: readonly string[] = ['like', 'contains', 'starts with', 'ends with'];
const isTextTest = (operator: RowFilterOperator): operator is TextTest =>
  textTests.includes(operator);

const comparison = (
  column: Column,
  operator: Exclude<RowFilterOperator, TextTest | 'in' | 'not in' | 'is null' | 'is not null'>,
  value: RowFilter['value'],
): Predicate => {
  const literal = literalOf(value, column);
  if (literal === undefined) return never;
  return {
    kind: 'compare',
    column: column.name,
    operator: operator === '<>' ? '!=' : operator,
    value: literal,
  };
};

/** A single value counts as a list of one; an empty or impossible list opens nothing, negated or not. */
const memberOf = (column: Column, value: RowFilter['value'], negated: boolean): Predicate => {
  const given = typeof value === 'object' && value !== null ? value : [value];
  const values: Literal[] = [];
  for (const one of given) {
    const literal = literalOf(one, column);
    if (literal === undefined) return never;
    values.push(literal);
  }
  return values.length === 0 ? never : { kind: 'in', column: column.name, values, negated };
};

const positions = { contains: 'anywhere', 'starts with': 'start', 'ends with': 'end' } as const;

const textTest = (column: Column, operator: TextTest, value: RowFilter['value']): Predicate => {
  if (value === null || value === undefined || typeof value === 'object') return never;
  const text = String(value);
  if (operator !== 'like') {
    return { kind: 'match', column: column.name, position: positions[operator], text };
  }
  const pattern: Literal = { kind: 'text', value: text };
  return { kind: 'like', column: column.name, pattern, negated: false };
};

const literalOf = (value: RowFilter['value'], column: Column): Literal | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? literalOfValue(value, column)
    : undefined;
