import type { CursorColumn } from '../../query/predicate.ts';
import { never, type PredicateScope } from './predicate-scope.ts';

/**
 * Rows strictly after a position in an order, with nulls last ascending and first descending:
 * `a > 1 OR (a = 1 AND b > 2) OR ...`. The first column's bound stands before it once more,
 * because databases do not find a range in an alternative, and keyset paging lives by its index.
 */
export const compileAfter = (order: readonly CursorColumn[], scope: PredicateScope): string => {
  const [first] = order;
  if (first === undefined) return never;
  const bound = order.length > 1 ? compileBound(first, scope) : undefined;
  const alternatives = order.map((cursor, index) => {
    const equal = order.slice(0, index).map((before) => compileEqual(before, scope));
    return [...equal, compileBeyond(cursor, scope)].join(' AND ');
  });
  const after = alternatives.map((term) => `(${term})`).join(' OR ');
  return bound === undefined ? after : `${bound} AND (${after})`;
};

const compileEqual = ({ column: name, value }: CursorColumn, scope: PredicateScope): string => {
  const { sql, column } = scope.operands(name);
  if (value === null) return `${sql} IS NULL`;
  return `${sql} = ${scope.dialect.literal(value, column, scope.bind)}`;
};

const compileBeyond = (cursor: CursorColumn, scope: PredicateScope): string => {
  const { sql, column } = scope.operands(cursor.column);
  if (cursor.value === null) return cursor.direction === 'asc' ? never : `${sql} IS NOT NULL`;
  const value = scope.dialect.literal(cursor.value, column, scope.bind);
  if (cursor.direction === 'desc') return `${sql} < ${value}`;
  return column.nullable ? `(${sql} > ${value} OR ${sql} IS NULL)` : `${sql} > ${value}`;
};

/** At or beyond the position, where that is one plain comparison. */
const compileBound = (cursor: CursorColumn, scope: PredicateScope): string | undefined => {
  const { sql, column } = scope.operands(cursor.column);
  if (cursor.value === null || (cursor.direction === 'asc' && column.nullable)) return undefined;
  const operator = cursor.direction === 'asc' ? '>=' : '<=';
  return `${sql} ${operator} ${scope.dialect.literal(cursor.value, column, scope.bind)}`;
};
